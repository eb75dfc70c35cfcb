/* SPDX-License-Identifier: MIT */
/* One process of a shared search (divided_search.h). */
#ifndef AGX_EXPLORE_SEARCH_WORKER_H
#define AGX_EXPLORE_SEARCH_WORKER_H

#include "explore/explorer_internal.h"
#include "explore/search_state.h"
#include "explore/work_share.h"

#include <sys/types.h>

struct search_worker {
	const struct explorer_options *options;
	const struct explored_call *call;
	const struct search_state *state; /* that the round starts from; stack SELF is ours */
	struct work_share *share;
	unsigned self;
	int out; /* what this process has done, and not done, is packed there: a struct search_state with one stack */
};

/* In the process that PARENT forked for it: work until the round is over, hand back, end. It ends with its parent too. */
_Noreturn void search_worker_run(const struct search_worker *worker, pid_t parent);

/* Before the state, and behind it: a process that died has not written both. */
enum { WORKER_BEGIN = 0x6567696e, WORKER_END = 0x656e6421 };

#endif
