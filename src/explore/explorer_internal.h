/* SPDX-License-Identifier: MIT */
/* Filling a result. */
#ifndef AGX_EXPLORE_EXPLORER_INTERNAL_H
#define AGX_EXPLORE_EXPLORER_INTERNAL_H

#include "explore/explorer.h"

/* The execution that just ended did so with OUTCOME: a finding. One of the same kind at the same place is counted. */
void findings_add(struct explorer_result *result, enum outcome outcome);

/* Describe the execution that just ended with OUTCOME, steps and replay string included; the caller owns those. False: it
 * is no finding, or there is no memory. */
bool finding_of(enum outcome outcome, struct explorer_finding *ret_finding);

/* The search is over: give each finding the shortest execution that can be had from its own. */
void findings_shorten(struct explorer_result *result);

/* Run the program once, as the engine was started. */
enum outcome explorer_execute(void);

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
