/* SPDX-License-Identifier: MIT */
/* All states of a model and the steps between them, in memory: for questions about what can or must still happen.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CHECK_GRAPH_H
#define AGX_CHECK_GRAPH_H

#include "check/search.h"
#include "check/watch.h"

enum { GRAPH_POLL_STATES = 4096 }; /* between looks at the watch */

struct edge {
	uint32_t target;
	uint32_t step;
};

struct graph {
	const struct agx_check_model *model;
	struct page_budget budget;
	struct watch watch;
	struct state_list states; /* in the order of discovery: breadth-first */
	size_t initial_count;     /* the first of them are the initial ones */
	struct edge *edges;
	size_t edge_count;
	size_t edge_capacity;
	uint64_t *first; /* [states.count + 1]: edges of state i are first[i] to first[i + 1] */
	size_t first_capacity;
	uint32_t *index; /* open addressing: 1 + number of a state; 0 empty */
	size_t index_capacity;
};

/* Returns why it was given up; a graph that does not fit the budget of OPTIONS is. Release it in any case. */
enum agx_check_limit graph_build(struct graph *graph, const struct agx_check_model *model,
			    const struct agx_check_options *options, uint64_t distinct);
void graph_release(struct graph *graph);

static inline const uint64_t *graph_state(const struct graph *graph, size_t i)
{
	return graph->states.states + i * graph->model->words;
}

/* A run that starves an actor: from some state on it waits for ever although every actor that could move for ever does
 * (weak fairness). Sets *RET_FOUND and, if there is one, *RET_ACTOR and *RET_PATH (a lasso; the caller frees it). Returns why
 * it was given up, with nothing found. */
enum agx_check_limit graph_starvation(struct graph *graph, bool *ret_found, unsigned *ret_actor,
				      struct agx_check_path *ret_path);

#endif
