/* SPDX-License-Identifier: MIT */
#include "explore/explorer.h"

#include "explore/call_stack.h"
#include "explore/crash.h"
#include "explore/explorer_internal.h"
#include "explore/heap.h"
#include "explore/leaks.h"
#include "explore/memory_map.h"
#include "explore/process_calls.h"
#include "explore/replay_prefix.h"
#include "explore/runtime_internal.h"
#include "explore/shadow.h"
#include "explore/spin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void *call_program(void *opaque)
{
	const struct explored_call *call = opaque;

	process_exit(call->program(call->argument), true, NULL);
}

double explorer_seconds(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return 0;
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

uint64_t explorer_executions(const struct explorer_result *result)
{
	return result->outcomes[OUTCOME_COMPLETE] + result->outcomes[OUTCOME_FINDING] +
	       result->outcomes[OUTCOME_DEADLOCK];
}

static void tally(struct explorer_result *result, enum outcome outcome)
{
	result->outcomes[outcome]++;
	if (thread_count > result->threads)
		result->threads = thread_count;
	switch (outcome) {
	case OUTCOME_FINDING:
	case OUTCOME_DEADLOCK:
	case OUTCOME_NONDETERMINISM:
		findings_add(result, outcome);
		break;
	case OUTCOME_UNSUPPORTED:
		notes_unsupported(result);
		break;
	default:
		break;
	}
}

/* Looks at the clock every so often. */
static bool time_is_up(const struct explorer_options *options, const struct explorer_result *result, double began)
{
	static double told;
	double now = explorer_seconds();
	struct explorer_progress progress = {.executions = explorer_executions(result), .done = -1, .seconds = now - began};

	if (told < began)
		told = began;
	if (options->on_progress != NULL && now - told >= 1) {
		told = now;
		if (options->engine->progress != NULL)
			progress.done = options->engine->progress();
		if (options->engine->items != NULL)
			progress.pending = options->engine->items->count();
		options->on_progress(options->context, &progress);
	}
	return options->seconds_max > 0 && now - began >= options->seconds_max;
}

static enum explorer_stop must_stop(const struct explorer_options *options, const struct explorer_result *result,
				    uint64_t runs, double began)
{
	size_t found = 0;

	for (size_t i = 0; i < result->finding_count; i++)
		found += !result->findings[i].promoted;
	if (options->findings_max > 0 && found >= options->findings_max)
		return STOP_FINDINGS;
	if (options->executions_max > 0 && runs >= options->executions_max)
		return STOP_EXECUTIONS;
	if (options->stop != NULL && *options->stop != 0)
		return STOP_INTERRUPTED;
	if (runs % 256 == 0 && time_is_up(options, result, began))
		return STOP_TIME;
	return STOP_NONE;
}

/* What cannot be made atomic, a block of bytes, is let be: its own instruction, or that of the other side where this access
 * is an atomic one by now. */
static bool promote(const struct finding_report *report)
{
	unsigned size = report->size;

	if (size != 0 && (size & (size - 1)) == 0 && report->address % size == 0 &&
	    shadow_promote(report->address, size))
		return true;
	return shadow_promote(call_stack_pc(size == 0 ? report->site : report->other_site), 0);
}

bool explorer_promote_race(struct explorer_result *result, enum outcome outcome)
{
	const struct finding_report *report = &runtime_end_state.report;

	if (!explorer_options.explore_races || explorer_options.search.replay != NULL ||
	    outcome != OUTCOME_FINDING || report->kind != FINDING_DATA_RACE || !promote(report))
		return false;
	/* It is the newest of the findings, or was found before: in either case at this place. */
	for (size_t i = 0; i < result->finding_count; i++)
		if (strcmp(result->findings[i].kind, "data-race") == 0 &&
		    result->findings[i].address == report->address)
			result->findings[i].promoted = true;
	return true;
}

/* A thread waits in vain, but only until some time. */
static bool somebody_times_out(void)
{
	for (unsigned t = 0; t < thread_count; t++)
		if (threads[t].exists && !threads[t].finished && runners[t].timed_wait)
			return true;
	return false;
}

/* A complete execution may have left something behind; in one that is blocked, all may be stuck for ever; a dead lock may
 * be none, as that somebody's time was up is a choice of its own. */
static enum outcome judge(enum outcome outcome)
{
	if (outcome == OUTCOME_BLOCKED && !somebody_times_out() && spin_hangs())
		return OUTCOME_DEADLOCK;
	if (outcome == OUTCOME_DEADLOCK && somebody_times_out())
		return OUTCOME_BLOCKED;
	return outcome == OUTCOME_COMPLETE && explorer_options.leaks && leaks_find() ? OUTCOME_FINDING : outcome;
}

enum outcome explorer_execute(const struct explored_call *call, struct explorer_result *result)
{
	const struct explorer_options *options = &explorer_options;
	enum outcome outcome = runtime_execute(call_program, (void *)(uintptr_t)call);

	tally(result, judge(outcome));
	if (options->on_execution != NULL)
		options->on_execution(options->context, outcome);
	return outcome;
}

enum outcome explorer_repeat(const struct explored_call *call)
{
	return judge(runtime_execute(call_program, (void *)(uintptr_t)call));
}

/* Returns true when it must begin again: a location was promoted. */
static bool search(const struct explored_call *call, struct explorer_result *result, double began, uint64_t *runs)
{
	enum outcome outcome;

	do {
		outcome = explorer_execute(call, result);
		++*runs;
		if (explorer_promote_race(result, outcome))
			return true;
		result->stop = must_stop(&explorer_options, result, *runs, began);
	} while (result->stop == STOP_NONE && engine->next(outcome));
	if (result->stop == STOP_FINDINGS)
		findings_look_further(result, call, outcome);
	return false;
}

/* Until nothing more is promoted. */
static const char *search_all(const struct explored_call *call, struct explorer_result *result)
{
	double began = explorer_seconds();
	const char *problem;
	uint64_t runs = 0;

	shadow_promote_none();
	runtime_children_forget();
	if (explorer_options.search.replay != NULL) {
		problem = replay_prefix_read(explorer_options.search.replay, &explorer_options.search.replay);
		if (problem != NULL)
			return problem;
	}
	do {
		memset(result->outcomes, 0, sizeof result->outcomes);
		problem = engine->start(&explorer_options.search);
	} while (problem == NULL && search(call, result, began, &runs));
	return problem;
}

void explorer_take_options(const struct explorer_options *options)
{
	explorer_options = *options;
	if (explorer_options.search.events_max == 0)
		explorer_options.search.events_max = EXPLORER_EVENTS_DEFAULT;
	engine = options->engine;
}

const char *explorer_begin(const struct explorer_options *options)
{
	const char *problem = runtime_init();

	if (problem == NULL)
		problem = crash_install();
	if (problem != NULL)
		return problem;
	explorer_take_options(options);
	memory_image_take();
	runtime_operations = 0;
	return NULL;
}

const char *explorer_run(const struct explorer_options *options, int (*program)(void *), void *argument,
			 struct explorer_result *ret_result)
{
	const struct explored_call call = {program, argument};
	const char *problem = explorer_begin(options);

	if (problem != NULL)
		return problem;
	memset(ret_result, 0, sizeof *ret_result);
	problem = search_all(&call, ret_result);
	if (problem == NULL) {
		ret_result->operations = runtime_operations;
		findings_shorten(ret_result, &call);
		memory_globals_reset();
		notes_finish(ret_result);
	}
	crash_release();
	return problem;
}

void explorer_result_release(struct explorer_result *result)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		free(result->findings[i].steps);
		free(result->findings[i].replay);
	}
	free(result->findings);
	memset(result, 0, sizeof *result);
}
