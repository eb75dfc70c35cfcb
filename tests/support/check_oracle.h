/* SPDX-License-Identifier: MIT */
/* A second model checker, to judge the first by: plain, slow, and with none of its data structures or algorithms. It keeps
 * the whole graph; states are found through chains, nothing is reduced, and what must happen is a fixpoint over sets. */
#ifndef SUPPORT_CHECK_ORACLE_H
#define SUPPORT_CHECK_ORACLE_H

#include "agxrace/check.h"

struct oracle_edge {
	uint32_t from;
	uint32_t to;
	uint32_t step;
};

struct oracle {
	const struct agx_check_model *model;
	uint64_t guards_dropped;
	uint64_t *states; /* count x words, in breadth-first order */
	uint32_t *depth;
	uint32_t *chain; /* next state of the same bucket; UINT32_MAX: none */
	uint32_t *buckets;
	size_t count;
	struct oracle_edge *edges; /* ascending by from */
	size_t edge_count;
	size_t initial_count; /* duplicates too */
	uint64_t guards_true;
	uint64_t guards_false;
};

/* All of MODEL; false when it has more than STATES_MAX states. Aborts on lack of memory. */
bool oracle_build(struct oracle *ret_oracle, const struct agx_check_model *model,
		  uint64_t guards_dropped, size_t states_max);
void oracle_release(struct oracle *oracle);

static inline const uint64_t *oracle_state(const struct oracle *oracle, size_t i)
{
	return oracle->states + i * oracle->model->words;
}

/* UINT32_MAX: not reachable. */
uint32_t oracle_find(const struct oracle *oracle, const uint64_t *state);

uint32_t oracle_depth(const struct oracle *oracle);
unsigned oracle_gauge(const struct oracle *oracle);

/* States of a shortest counterexample of KIND, total deadlock and so on; 0: none. */
size_t oracle_shortest(const struct oracle *oracle, enum agx_check_kind kind, uint64_t errors_ignored);

/* Does ACTOR wait for ever on some weakly fair run? */
bool oracle_starves(const struct oracle *oracle, unsigned actor);

/* Orbits of the reachable states under all permutations of threads and of slots, and the steps out of one state of
 * each, the initial ones counted as steps. */
size_t oracle_orbits(const struct oracle *oracle, uint64_t *ret_generated);

/* Is PATH one of the model, of kind KIND (with WHAT as in agx_check_result)? NULL, or what is wrong with it. */
const char *oracle_judge_path(const struct oracle *oracle, const struct agx_check_path *path,
			      enum agx_check_kind kind, size_t what);

#endif
