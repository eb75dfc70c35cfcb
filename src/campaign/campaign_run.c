/* SPDX-License-Identifier: MIT */
#include "campaign/campaign_run.h"

#include <string.h>

void campaign_text_copy(char *out, size_t size, const char *text)
{
	size_t i = 0;

	for (; text != NULL && text[i] != '\0' && i + 1 < size; i++)
		out[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	out[i] = '\0';
}

static enum campaign_outcome outcome_of(enum child_end end)
{
	switch (end) {
	case CHILD_DONE:
		return CAMPAIGN_DONE;
	case CHILD_CRASHED:
		return CAMPAIGN_CRASH;
	case CHILD_ABORTED:
		return CAMPAIGN_ABORT;
	case CHILD_HUNG:
		return CAMPAIGN_HANG;
	case CHILD_EXITED:
		return CAMPAIGN_EXIT;
	case CHILD_KILLED:
		break;
	}
	return CAMPAIGN_KILLED;
}

void campaign_run_take(struct campaign_run *run, const struct child_outcome *outcome)
{
	run->outcome = outcome_of(outcome->end);
	run->signal = outcome->signal;
	run->has_fault_address = outcome->has_fault_address;
	run->fault_address = outcome->has_fault_address ? outcome->fault_address : 0;
	run->access = outcome->access;
	campaign_text_copy(run->site, sizeof run->site, outcome->site);
	campaign_text_copy(run->operation, sizeof run->operation, outcome->operation);
	campaign_text_copy(run->thread, sizeof run->thread, outcome->thread);
	campaign_text_copy(run->message, sizeof run->message, outcome->message);
	run->wall_ns = outcome->wall_ns;
}

static const char *const outcome_names[] = {
#define OUTCOME_NAME(name, text) text,
	CAMPAIGN_OUTCOME_MAP(OUTCOME_NAME)
#undef OUTCOME_NAME
};

const char *campaign_outcome_name(enum campaign_outcome outcome)
{
	return (unsigned)outcome < CAMPAIGN_OUTCOME_COUNT ? outcome_names[outcome] : "unknown";
}

enum campaign_outcome campaign_outcome_parse(const char *name)
{
	int i = 0;

	while (i < CAMPAIGN_OUTCOME_COUNT && strcmp(outcome_names[i], name) != 0)
		i++;
	return (enum campaign_outcome)i;
}

const char *campaign_access_name(enum crash_access access)
{
	switch (access) {
	case CRASH_ACCESS_READ:
		return "read";
	case CRASH_ACCESS_WRITE:
		return "write";
	case CRASH_ACCESS_EXECUTE:
		return "execute";
	case CRASH_ACCESS_UNKNOWN:
		break;
	}
	return NULL;
}

enum crash_access campaign_access_parse(const char *name)
{
	for (int i = CRASH_ACCESS_READ; name != NULL && i <= CRASH_ACCESS_EXECUTE; i++) {
		if (strcmp(name, campaign_access_name((enum crash_access)i)) == 0)
			return (enum crash_access)i;
	}
	return CRASH_ACCESS_UNKNOWN;
}

bool campaign_run_is_faulty(const struct campaign_run *run)
{
	return run->outcome == CAMPAIGN_DONE &&
	       (run->lost_calls > 0 || run->foreign_commands > 0 || run->wrong_results > 0);
}
