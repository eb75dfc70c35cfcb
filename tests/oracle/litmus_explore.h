/* SPDX-License-Identifier: MIT */
/* Explore a small program by an engine of the explorer, and tell what came out in the oracle's words. */
#ifndef AGX_TESTS_ORACLE_LITMUS_EXPLORE_H
#define AGX_TESTS_ORACLE_LITMUS_EXPLORE_H

#include "explore/explorer.h"
#include "oracle/outcome_set.h"

struct litmus_explored {
	struct outcome_set complete;
	struct outcome_set deadlocked; /* registers as they were; no memory */
	uint64_t other;                /* executions that ended in another way, redundant ones excepted */
	uint64_t redundant;
	bool clipped;                  /* there were more than the bound */
	char problem[300];             /* the first finding but deadlock, or why nothing ran; "" if none */
};

/* Empties *RET_EXPLORED first, keeping its memory; zeroed before the first use. OPTIONS as for explorer_run(), but what is called after
 * each execution. */
void litmus_explore(const struct litmus *program, struct explorer_options options,
		    struct litmus_explored *ret_explored);

void litmus_explored_release(struct litmus_explored *explored);

#endif
