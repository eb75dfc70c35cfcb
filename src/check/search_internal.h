/* SPDX-License-Identifier: MIT */
/* What the search and its workers share. */
#ifndef AGX_CHECK_SEARCH_INTERNAL_H
#define AGX_CHECK_SEARCH_INTERNAL_H

#include "check/search.h"
#include "check/watch.h"

#include <pthread.h>

enum {
	BATCH_STATES = 128, /* expanded before their successors are looked at */
	RECENT_STATES = 1 << 13,
};

struct search;

struct worker {
	struct search *search;
	unsigned index;
	bool failed_memory;
	struct state_table table;
	struct state_list frontier; /* this level's states that are ours */
	struct state_list next;
	size_t expanded;           /* of the frontier */
	struct state_list *routes; /* [workers]: successors for each owner */
	struct agx_check_out out;
	uint64_t *hashes;          /* of the successors in out */
	uint64_t *recent;          /* [RECENT_STATES] x words: handed on lately, each in the place of its hash */
	uint64_t generated;
	uint64_t full;
	unsigned gauge_max;
	struct finding finding;
	pthread_t thread;
};

struct search {
	const struct agx_check_model *model;
	const struct agx_check_options *options;
	const struct symmetry *symmetry;
	struct page_budget budget;
	unsigned workers;
	struct worker *team;
	pthread_barrier_t barrier;
	struct watch watch;
	pthread_mutex_t gate; /* shut until all workers are there */
	bool abandoned;       /* guarded by gate: they are not */
	uint64_t progress_ns; /* when progress was told last */
	/* Written by worker 0 between barriers, read by all after the next one. */
	enum agx_check_limit limit;
	uint64_t depth;
	bool level_done;
	bool done;
	unsigned chunks; /* since the last poll */
};

/* A new state of WORKER's, DEPTH steps from the start: its invariants, its gauge. */
void worker_examine(struct worker *worker, const uint64_t *state, uint64_t depth);

/* A worker's thread; CONTEXT is the worker. Returns when the search is done or has hit a limit. */
void *worker_main(void *context);

/* Worker 0 while the others wait: is the level done, is there a reason to stop? */
void search_judge_level(struct search *search);

/* Worker 0, between levels: is the search done? */
void search_judge(struct search *search);

#endif
