/* SPDX-License-Identifier: MIT */
/* Filling a result. */
#ifndef AGX_EXPLORE_EXPLORER_INTERNAL_H
#define AGX_EXPLORE_EXPLORER_INTERNAL_H

#include "explore/explorer.h"

/* The execution that just ended did so with OUTCOME: a finding. One of the same kind at the same place is counted. */
void findings_add(struct explorer_result *result, enum outcome outcome);

/* It met something unsupported. */
void notes_unsupported(struct explorer_result *result);
void notes_add(struct explorer_result *result, const char *kind, const void *pc, const char *text);
/* The search is over: what was not covered. */
void notes_finish(struct explorer_result *result);

/* Of a clock that only goes forward. */
double explorer_seconds(void);

extern uint64_t runtime_operations;

#endif
