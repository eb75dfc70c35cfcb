/* SPDX-License-Identifier: MIT */
/* The parts of a search, for one process that does all of it (explorer.c) and for several that share it
 * (divided_search.h). */
#ifndef AGX_EXPLORE_EXPLORER_INTERNAL_H
#define AGX_EXPLORE_EXPLORER_INTERNAL_H

#include "explore/explorer.h"

struct explored_call {
	int (*program)(void *);
	void *argument;
};

void explorer_take_options(const struct explorer_options *options);

/* Make this process one that can explore: its memory, its handlers of faults; take over OPTIONS. NULL, or why not. */
const char *explorer_begin(const struct explorer_options *options);

/* Run CALL under the execution that the engine has chosen, and enter in RESULT how it ended. */
enum outcome explorer_execute(const struct explored_call *call, struct explorer_result *result);

/* The execution that just ended with OUTCOME showed a race on a location that is now promoted (or passed over): the search must begin
 * again. */
bool explorer_promote_race(struct explorer_result *result, enum outcome outcome);

/* Those that are reported as such: complete ones, and those with a finding. */
uint64_t explorer_executions(const struct explorer_result *result);

/* The execution that just ended did so with OUTCOME: a finding. One of the same kind at the same place is counted. */
void findings_add(struct explorer_result *result, enum outcome outcome);

/* The finding of RESULT that is the same as ONE, of another execution; NULL. */
struct explorer_finding *findings_find(struct explorer_result *result, const struct explorer_finding *one);
/* A number that is the same for the same findings, never 0. */
uint64_t findings_key(const struct explorer_finding *one);

/* Describe the execution that just ended with OUTCOME, steps and replay string included; the caller owns those. False: it
 * is no finding, or there is no memory. */
bool finding_of(enum outcome outcome, struct explorer_finding *ret_finding);

/* The search has stopped at a finding, with OUTCOME. Go on with it for a few executions more, which are not counted, in case
 * the same is found in a shorter one. */
void findings_look_further(struct explorer_result *result, const struct explored_call *call, enum outcome outcome);

/* The search is over, and nothing of it is needed any more: give each finding the shortest execution that can be had from
 * its own. */
void findings_shorten(struct explorer_result *result, const struct explored_call *call);

/* Run CALL once, as the engine was started, and enter it nowhere. */
enum outcome explorer_repeat(const struct explored_call *call);

enum { EXPLORER_REPLAY_BYTES = 1 << 16 };

/* It met something unsupported. */
void notes_unsupported(struct explorer_result *result);
void notes_add(struct explorer_result *result, const char *kind, const void *pc, const char *text);
/* The search is over: what was not covered. */
void notes_finish(struct explorer_result *result);

/* Of a clock that only goes forward. */
double explorer_seconds(void);

extern uint64_t runtime_operations;

#endif
