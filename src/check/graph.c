/* SPDX-License-Identifier: MIT */
#include "check/graph.h"

#include <stdlib.h>

/* A larger copy of a counted array. NULL on lack of memory or budget; OLD is then unchanged. */
static void *grow(struct graph *graph, void *old, size_t item, size_t *capacity, size_t needed)
{
	size_t wanted = *capacity == 0 ? 1024 : *capacity;
	void *grown;

	while (wanted < needed)
		wanted += wanted / 2;
	if (!budget_take(&graph->budget, (wanted - *capacity) * item))
		return NULL;
	grown = realloc(old, wanted * item);
	if (grown != NULL)
		*capacity = wanted;
	return grown;
}

/* The place of STATE in the index: its own, or the empty one where it belongs. */
static uint32_t *find(struct graph *graph, const uint64_t *state)
{
	unsigned words = graph->model->words;
	size_t at = (size_t)scale(state_hash(state, words), graph->index_capacity);

	while (graph->index[at] != 0 &&
	       memcmp(graph_state(graph, graph->index[at] - 1), state, words * sizeof *state) != 0)
		at = at + 1 == graph->index_capacity ? 0 : at + 1;
	return &graph->index[at];
}

/* The number of STATE, added if it is new; UINT32_MAX on lack of memory. */
static uint32_t number_of(struct graph *graph, const uint64_t *state)
{
	unsigned words = graph->model->words;
	uint32_t *place = find(graph, state);

	if (*place != 0)
		return *place - 1;
	if (graph->states.count + 1 >= graph->index_capacity / 4 * 3 ||
	    !state_list_reserve(&graph->states, 1, words, &graph->budget))
		return UINT32_MAX;
	memcpy(graph->states.states + graph->states.count * words, state, words * sizeof *state);
	*place = (uint32_t)++graph->states.count;
	return *place - 1;
}

static bool add_edges(struct graph *graph, const struct agx_check_out *out)
{
	if (graph->edge_count + out->count > graph->edge_capacity) {
		struct edge *grown = grow(graph, graph->edges, sizeof *grown, &graph->edge_capacity,
					  graph->edge_count + out->count);

		if (grown == NULL)
			return false;
		graph->edges = grown;
	}
	for (size_t i = 0; i < out->count; i++) {
		uint32_t target = number_of(graph, out->states + i * graph->model->words);

		if (target == UINT32_MAX)
			return false;
		graph->edges[graph->edge_count++] = (struct edge) {target, out->steps[i]};
	}
	return true;
}

static bool mark_first(struct graph *graph, size_t state)
{
	if (state >= graph->first_capacity) {
		uint64_t *grown = grow(graph, graph->first, sizeof *grown, &graph->first_capacity,
				       state + 1);

		if (grown == NULL)
			return false;
		graph->first = grown;
	}
	graph->first[state] = graph->edge_count;
	return true;
}

static enum agx_check_limit explore(struct graph *graph, struct agx_check_out *out)
{
	const struct agx_check_model *model = graph->model;
	enum agx_check_limit limit = AGX_CHECK_NO_LIMIT;

	out->count = 0;
	model->initial(model->context, out);
	for (size_t i = 0; i < out->count; i++) {
		if (number_of(graph, out->states + i * model->words) == UINT32_MAX)
			return AGX_CHECK_LIMIT_MEMORY;
	}
	graph->initial_count = graph->states.count;
	for (size_t i = 0; limit == AGX_CHECK_NO_LIMIT && i < graph->states.count; i++) {
		uint64_t state[AGX_CHECK_WORDS_MAX];

		memcpy(state, graph_state(graph, i), model->words * sizeof *state);
		out->count = 0;
		model->successors(model->context, state, out);
		if (!mark_first(graph, i) || !add_edges(graph, out))
			return AGX_CHECK_LIMIT_MEMORY;
		limit = watch_look_now_and_then(&graph->watch, GRAPH_POLL_STATES);
	}
	if (limit == AGX_CHECK_NO_LIMIT && !mark_first(graph, graph->states.count))
		limit = AGX_CHECK_LIMIT_MEMORY;
	return limit;
}

enum agx_check_limit graph_build(struct graph *graph, const struct agx_check_model *model,
				 const struct agx_check_options *options, uint64_t distinct)
{
	struct agx_check_out out;
	enum agx_check_limit limit = AGX_CHECK_LIMIT_MEMORY;

	*graph = (struct graph) {.model = model};
	graph->watch = watch_start(options->stop, options->callback_context, options->timeout_ms);
	graph->budget.bytes_max = options->bytes_max != 0 ? options->bytes_max : pages_bytes_free();
	graph->index_capacity = (size_t)distinct * 2 + 64;
	if (distinct >= UINT32_MAX / 2 ||
	    !budget_take(&graph->budget, graph->index_capacity * sizeof *graph->index))
		return AGX_CHECK_LIMIT_MEMORY;
	graph->index = calloc(graph->index_capacity, sizeof *graph->index);
	if (out_init(&out, model, options, 1) && graph->index != NULL)
		limit = explore(graph, &out);
	out_release(&out);
	return limit;
}

void graph_release(struct graph *graph)
{
	state_list_release(&graph->states, graph->model->words, &graph->budget);
	free(graph->edges);
	free(graph->first);
	free(graph->index);
}

/* Set CAN, all 0, to a bit for each actor that makes a step on some path from the state. States were numbered breadth-first,
 * so going backwards most of them are right at the first pass. */
static enum agx_check_limit find_movers(struct graph *graph, uint32_t *can)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (size_t i = graph->states.count; i-- > 0;) {
			enum agx_check_limit limit =
				watch_look_now_and_then(&graph->watch, GRAPH_POLL_STATES);
			uint32_t now = can[i];

			if (limit != AGX_CHECK_NO_LIMIT)
				return limit;
			for (uint64_t k = graph->first[i]; k < graph->first[i + 1]; k++)
				now |= UINT32_C(1) << agx_check_step_actor(graph->edges[k].step) |
				       can[graph->edges[k].target];
			changed |= now != can[i];
			can[i] = now;
		}
	}
	return AGX_CHECK_NO_LIMIT;
}

static void find_partial(const struct graph *graph, const uint32_t *can, struct finding *finding)
{
	const struct agx_check_model *model = graph->model;

	for (size_t i = 0; i < graph->states.count; i++) {
		for (unsigned a = 0; a < model->actor_count; a++) {
			if ((can[i] >> a & 1) != 0 ||
			    model->at_rest(model->context, graph_state(graph, i), a))
				continue;
			finding->kind = AGX_CHECK_PARTIAL_DEADLOCK;
			finding->what = a;
			memcpy(finding->state, graph_state(graph, i),
			       model->words * sizeof *finding->state);
			return;
		}
	}
}

static enum agx_check_limit judge_deadlock(struct graph *graph, struct finding *finding)
{
	uint32_t *can = calloc(graph->states.count, sizeof *can);
	enum agx_check_limit limit =
		can == NULL ? AGX_CHECK_LIMIT_MEMORY : find_movers(graph, can);

	if (limit == AGX_CHECK_NO_LIMIT)
		find_partial(graph, can, finding);
	free(can);
	return limit;
}

static enum agx_check_limit judge_progress(struct graph *graph, struct finding *finding,
					   struct agx_check_path *path)
{
	unsigned actor = 0;
	bool starves = false;
	enum agx_check_limit limit = graph_starvation(graph, &starves, &actor, path);

	if (limit == AGX_CHECK_NO_LIMIT && starves)
		*finding = (struct finding) {.kind = AGX_CHECK_STARVATION, .what = actor};
	return limit;
}

enum agx_check_limit graph_check(const struct agx_check_model *model,
				 const struct agx_check_options *options, uint64_t distinct,
				 struct finding *ret_finding, struct agx_check_path *ret_path)
{
	struct graph graph;
	enum agx_check_limit limit = graph_build(&graph, model, options, distinct);

	if (limit == AGX_CHECK_NO_LIMIT && options->deadlock && model->at_rest != NULL)
		limit = judge_deadlock(&graph, ret_finding);
	if (limit == AGX_CHECK_NO_LIMIT && ret_finding->kind == AGX_CHECK_NONE &&
	    options->progress && model->waits != NULL)
		limit = judge_progress(&graph, ret_finding, ret_path);
	graph_release(&graph);
	return limit;
}
