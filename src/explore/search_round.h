/* SPDX-License-Identifier: MIT */
/* One round of a shared search (divided_search.h): its processes, from fork to what they hand back. */
#ifndef AGX_EXPLORE_SEARCH_ROUND_H
#define AGX_EXPLORE_SEARCH_ROUND_H

#include "explore/search_worker.h"

#include <sys/types.h>

struct round_process {
	pid_t pid;
	int in; /* what it hands back; -1: it has ended */
	struct packer handed;
};

struct search_round {
	unsigned count;
	struct round_process processes[SEARCH_JOBS_MAX];
	bool lost;           /* one of them died */
	char lost_text[128]; /* how */
	char problem[256];   /* one of them could not do it; "" */
};

/* Fork COUNT processes like TEMPLATE. False: not possible, none is left. */
bool search_round_begin(struct search_round *round, unsigned count, const struct search_worker *template);

/* Take what processes hand back, for at most MILLISECONDS; true: all have ended. */
bool search_round_wait(struct search_round *round, struct work_share *share, int milliseconds);

/* All have ended: add their states to STATE, in place of the items that it gave them. */
void search_round_merge(struct search_round *round, struct search_state *state);

#endif
