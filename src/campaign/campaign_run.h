/* SPDX-License-Identifier: MIT */
/* One finished run of a campaign, as it is stored and counted.
 *
 * Thread safety: plain values. */
#ifndef AGX_CAMPAIGN_CAMPAIGN_RUN_H
#define AGX_CAMPAIGN_CAMPAIGN_RUN_H

#include "campaign/campaign_plan.h"
#include "crash/child.h"

/* enumerator, name as stored and printed. An exit is one that the run's process chose before its work was done: a
 * sanitizer that found something, in the builds that have one. */
#define CAMPAIGN_OUTCOME_MAP(X) \
	X(CAMPAIGN_DONE, "done") \
	X(CAMPAIGN_CRASH, "crash") \
	X(CAMPAIGN_ABORT, "abort") \
	X(CAMPAIGN_EXIT, "exit") \
	X(CAMPAIGN_HANG, "hang") \
	X(CAMPAIGN_KILLED, "killed")

enum campaign_outcome {
#define CAMPAIGN_OUTCOME_ENUM(name, text) name,
	CAMPAIGN_OUTCOME_MAP(CAMPAIGN_OUTCOME_ENUM)
#undef CAMPAIGN_OUTCOME_ENUM
	CAMPAIGN_OUTCOME_COUNT
};

/* Texts are printable ASCII. */
struct campaign_run {
	struct campaign_place place;
	uint64_t seed; /* the run's own, from campaign_seed() */
	enum campaign_outcome outcome;
	int signal; /* 0 when it ended by itself */
	bool has_fault_address;
	uint64_t fault_address;
	enum crash_access access;
	char site[64];
	char operation[64];
	char thread[32];
	char message[256];
	uint64_t lost_calls; /* this and the next two: of a run that ended by itself; 0 else */
	uint64_t foreign_commands;
	uint64_t wrong_results;
	uint64_t wall_ns;
};

/* Fields of RUN but its place, seed and counts from what became of its child. */
void campaign_run_take(struct campaign_run *run, const struct child_outcome *outcome);

const char *campaign_outcome_name(enum campaign_outcome outcome);

/* The outcome of that name, or CAMPAIGN_OUTCOME_COUNT. */
enum campaign_outcome campaign_outcome_parse(const char *name);

/* "read", "write", "execute"; NULL when not known. */
const char *campaign_access_name(enum crash_access access);

/* NAME may be NULL: CRASH_ACCESS_UNKNOWN. */
enum crash_access campaign_access_parse(const char *name);

/* Copy TEXT (may be NULL: "") to OUT of SIZE bytes, clipped; what is not printable ASCII becomes '?'. */
void campaign_text_copy(char *out, size_t size, const char *text);

/* Ended by itself and yet did something wrong: lost a call, found a foreign command or a wrong result. */
bool campaign_run_is_faulty(const struct campaign_run *run);

#endif
