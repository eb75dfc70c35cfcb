// SPDX-License-Identifier: MIT
#include "oracle/litmus_explore.h"

#include "oracle/litmus_run.h"

#include <string.h>

/* Outside the explored objects, so that an execution's end can be read after it. */
static struct final_state state;

static void on_execution(void *context, enum outcome outcome)
{
	struct litmus_explored *explored = context;

	switch (outcome) {
	case OUTCOME_COMPLETE:
		outcome_set_add(&explored->complete, &state);
		break;
	case OUTCOME_DEADLOCK:
		memset(state.memory, 0, sizeof state.memory);
		outcome_set_add(&explored->deadlocked, &state);
		break;
	case OUTCOME_REDUNDANT:
		explored->redundant++;
		break;
	default:
		explored->other++;
		break;
	}
}

static void note_findings(const struct explorer_result *result, char *text, size_t bytes)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		const struct explorer_finding *finding = &result->findings[i];

		if (strcmp(finding->kind, "deadlock") != 0 &&
		    strcmp(finding->kind, "lost-wakeup") != 0) {
			snprintf(text, bytes, "%s: %s", finding->kind, finding->message);
			return;
		}
	}
}

void litmus_explore(const struct litmus *program, struct explorer_options options,
		    struct litmus_explored *ret_explored)
{
	struct litmus_run run = {.program = program, .state = &state};
	struct explorer_result result;
	const char *why;

	outcome_set_clear(&ret_explored->complete);
	outcome_set_clear(&ret_explored->deadlocked);
	ret_explored->other = 0;
	ret_explored->redundant = 0;
	ret_explored->clipped = false;
	ret_explored->problem[0] = '\0';
	options.on_execution = on_execution;
	options.context = ret_explored;
	why = explorer_run(&options, litmus_run, &run, &result);
	if (why != NULL) {
		snprintf(ret_explored->problem, sizeof ret_explored->problem, "%s", why);
		return;
	}
	ret_explored->clipped = result.stop != STOP_NONE;
	note_findings(&result, ret_explored->problem, sizeof ret_explored->problem);
	explorer_result_release(&result);
}

void litmus_explored_release(struct litmus_explored *explored)
{
	outcome_set_release(&explored->complete);
	outcome_set_release(&explored->deadlocked);
}
