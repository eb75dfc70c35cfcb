/* SPDX-License-Identifier: MIT */
/* What the search and its workers share. */
#ifndef AGX_CHECK_SEARCH_INTERNAL_H
#define AGX_CHECK_SEARCH_INTERNAL_H

#include "check/cache_apart.h"
#include "check/packed_table.h"
#include "check/search.h"
#include "check/team_barrier.h"
#include "check/watch.h"

#include <pthread.h>

enum {
	BATCH_STATES = 128, /* expanded before their successors are looked at */
	ABSORB_AHEAD = 32,  /* look-ups under way */
	RECENT_BITS = 13,
	RECENT_STATES = 1 << RECENT_BITS,
};

struct search;

/* On cache lines of its own, and of the pair that processors fetch together: others write theirs all the time. */
struct worker {
	_Alignas(CACHE_APART) struct search *search;
	unsigned index;
	bool failed_memory;
	struct state_table table;   /* of the states that are ours, unless all are in the search's packed table */
	struct state_list frontier; /* of this level's states those that we found, or that are ours */
	struct state_list next;
	const uint64_t *claim; /* what we have claimed of some worker's frontier and not expanded */
	size_t claim_count;
	struct state_list *routes; /* [workers]: successors for each owner */
	struct agx_check_out out;
	uint64_t *hashes;          /* of the successors in out, and ABSORB_AHEAD more */
	uint64_t *recent;          /* [RECENT_STATES] x words: handed on lately, each in the place of its hash */
	uint64_t generated;
	uint64_t full;
	unsigned gauge_max;
	struct finding finding;
	pthread_t thread;
	_Alignas(CACHE_APART) _Atomic size_t claimed; /* of our frontier, by any worker */
};

struct search {
	const struct agx_check_model *model;
	const struct agx_check_options *options;
	const struct symmetry *symmetry;
	struct page_budget budget;
	unsigned workers;
	struct worker *team;
	bool is_packed;             /* from the start on, or never */
	struct packed_table packed; /* all workers', of models whose states fit */
	struct team_barrier barrier;
	struct watch watch;
	pthread_mutex_t gate; /* shut until all workers are there */
	bool abandoned;       /* guarded by gate: they are not */
	uint64_t progress_ns; /* when progress was told last */
	/* Written by worker 0 between barriers, read by all after the next one. */
	enum agx_check_limit limit;
	uint64_t depth;
	bool level_done;
	bool growing; /* the packed table */
	bool done;
};

static inline bool search_is_packed(const struct search *search)
{
	return search->is_packed;
}

/* Which worker's STATE is. */
static inline unsigned search_owner(const struct search *search, const uint64_t *state)
{
	return (unsigned)scale(state_hash(state, search->model->words) << 32, search->workers);
}

/* Of the successors in the worker's buffer, which are representatives, drop those that were handed on lately; hash the others. */
void worker_drop_recent(struct worker *worker);

/* Look the buffer's successors up, which are hashed: in the packed table, or they are all the worker's own. New ones go on the
 * worker's next frontier. False on lack of memory. */
bool worker_absorb(struct worker *worker);

/* The same for LIST's, all of them the worker's own; there is no packed table. */
bool worker_absorb_list(struct worker *worker, const struct state_list *list);

/* A new state of WORKER's, DEPTH steps from the start: its invariants, its gauge. */
void worker_examine(struct worker *worker, const uint64_t *state, uint64_t depth);

/* A worker's thread; CONTEXT is the worker. Returns when the search is done or has hit a
 * limit. */
void *worker_main(void *context);

/* Worker 0 while the others wait: is the level done, is there a reason to stop? */
void search_judge_level(struct search *search);

/* Worker 0, when all have moved their part of the packed table. */
void search_judge_growth(struct search *search);

/* Worker 0, between levels: is the search done? */
void search_judge(struct search *search);

#endif
