/* SPDX-License-Identifier: MIT */
/* Fair cycles. A run starves actor A if from some state on A waits for ever; it is weakly fair if every actor either
 * moves infinitely often or infinitely often cannot. Such a run exists exactly if, among the states in which A waits,
 * there is a strongly connected component in which each actor has an inner step or a state without one (Lichtenstein and
 * Pnueli, POPL 1985). A state from which nothing at all can move counts: the run stays there. */
#include "check/graph.h"

#include "base/assert.h"

#include <stdlib.h>

#define FROM_INITIAL UINT32_MAX
#define VIA_INITIAL (UINT64_MAX - 1)

/* Tarjan's algorithm without recursion, on the states in which ACTOR waits. */
struct component_search {
	const struct graph *graph;
	unsigned actor;
	uint32_t *order;     /* 0: not seen */
	uint32_t *low;
	uint64_t *next;      /* edge to look at next, per state on the way */
	uint32_t *way;       /* the path that the search is on */
	uint32_t *stack;     /* seen, component not closed */
	uint8_t *on_stack;
	uint32_t *component; /* closed: its number; 0: open */
	size_t way_count;
	size_t stack_count;
	uint32_t seen;
	uint32_t closed;
};

static bool waits(const struct component_search *search, uint32_t state)
{
	const struct agx_check_model *model = search->graph->model;

	return model->waits(model->context, graph_state(search->graph, state), search->actor);
}

static void visit(struct component_search *search, uint32_t state)
{
	search->order[state] = ++search->seen;
	search->low[state] = search->seen;
	search->next[state] = search->graph->first[state];
	search->way[search->way_count++] = state;
	search->stack[search->stack_count++] = state;
	search->on_stack[state] = 1;
}

static uint32_t enabled_actors(const struct graph *graph, uint32_t state)
{
	uint32_t actors = 0;

	for (uint64_t k = graph->first[state]; k < graph->first[state + 1]; k++)
		actors |= UINT32_C(1) << agx_check_step_actor(graph->edges[k].step);
	return actors;
}

/* Is the component on top of the stack, from FROM on, one in which a fair run can stay? */
static bool is_fair(const struct component_search *search, size_t from)
{
	const struct graph *graph = search->graph;
	uint32_t all = (uint32_t)((UINT64_C(1) << graph->model->actor_count) - 1);
	uint32_t satisfied = 0;
	bool stays = false;

	for (size_t i = from; i < search->stack_count; i++) {
		uint32_t state = search->stack[i];
		uint32_t enabled = enabled_actors(graph, state);

		satisfied |= ~enabled;
		stays |= enabled == 0;
		for (uint64_t k = graph->first[state]; k < graph->first[state + 1]; k++) {
			uint32_t target = graph->edges[k].target;

			if (search->component[target] != search->closed)
				continue;
			satisfied |= UINT32_C(1) << agx_check_step_actor(graph->edges[k].step);
			stays = true;
		}
	}
	return stays && (satisfied & all) == all;
}

/* Close the component whose root is STATE; true if it is fair, its states then still are on the stack from *RET_FROM. */
static bool close_component(struct component_search *search, uint32_t state, size_t *ret_from)
{
	size_t from = search->stack_count;

	search->closed++;
	do {
		from--;
		search->on_stack[search->stack[from]] = 0;
		search->component[search->stack[from]] = search->closed;
	} while (search->stack[from] != state);
	*ret_from = from;
	if (is_fair(search, from))
		return true;
	search->stack_count = from;
	return false;
}

/* Search on from ROOT; true when a fair component was closed. */
static bool search_from(struct component_search *search, uint32_t root, size_t *ret_from)
{
	const struct graph *graph = search->graph;

	visit(search, root);
	while (search->way_count > 0) {
		uint32_t state = search->way[search->way_count - 1];

		if (search->next[state] < graph->first[state + 1]) {
			uint32_t target = graph->edges[search->next[state]++].target;

			if (search->order[target] == 0 && waits(search, target))
				visit(search, target);
			else if (search->on_stack[target] &&
				 search->order[target] < search->low[state])
				search->low[state] = search->order[target];
			continue;
		}
		search->way_count--;
		if (search->low[state] == search->order[state] &&
		    close_component(search, state, ret_from))
			return true;
		if (search->way_count > 0) {
			uint32_t above = search->way[search->way_count - 1];

			if (search->low[state] < search->low[above])
				search->low[above] = search->low[state];
		}
	}
	return false;
}

/* Breadth-first to GOAL from FROM (or, with FROM_INITIAL, from the nearest initial state), inside component INSIDE (0:
 * anywhere). VIA receives the predecessor and the step that led to each state. GOAL must be reachable. */
static void reach(const struct component_search *search, uint32_t from, uint32_t inside,
		  uint32_t goal, uint64_t *via, uint32_t *queue)
{
	const struct graph *graph = search->graph;
	size_t head = 0;
	size_t tail = 0;

	memset(via, 0xff, graph->states.count * sizeof *via);
	if (from != FROM_INITIAL)
		queue[tail++] = from;
	for (uint32_t i = 0; from == FROM_INITIAL && i < graph->initial_count; i++) {
		queue[tail++] = i;
		via[i] = VIA_INITIAL;
		if (i == goal)
			return;
	}
	while (head < tail) {
		uint32_t state = queue[head++];

		for (uint64_t k = graph->first[state]; k < graph->first[state + 1]; k++) {
			uint32_t target = graph->edges[k].target;

			if (inside != 0 && search->component[target] != inside)
				continue;
			if (via[target] != UINT64_MAX)
				continue;
			via[target] = (uint64_t)state << 32 | graph->edges[k].step;
			if (target == goal)
				return;
			queue[tail++] = target;
		}
	}
	AGX_ASSERT(!"a state of the graph is not reachable");
}

/* A path being put together. */
struct walk {
	struct agx_check_path path;
	size_t capacity;
	uint32_t *queue;
	uint64_t *via;
	uint32_t *back; /* scratch: a stretch in reverse */
};

static bool append(struct walk *walk, const struct graph *graph, uint32_t state, uint32_t step)
{
	unsigned words = graph->model->words;

	if (walk->path.length == walk->capacity) {
		size_t capacity = walk->capacity * 2 + 64;
		uint64_t *states = realloc(walk->path.states, capacity * words * sizeof *states);
		uint32_t *steps;

		if (states == NULL)
			return false;
		walk->path.states = states;
		steps = realloc(walk->path.steps, capacity * sizeof *steps);
		if (steps == NULL)
			return false;
		walk->path.steps = steps;
		walk->capacity = capacity;
	}
	memcpy(walk->path.states + walk->path.length * words, graph_state(graph, state),
	       words * sizeof *walk->path.states);
	if (walk->path.length > 0)
		walk->path.steps[walk->path.length - 1] = step;
	walk->path.length++;
	return true;
}

/* Append the stretch from FROM, which is the path's end, to TO (at least one step); with FROM_INITIAL the initial state and
 * the stretch from it. */
static bool stretch(struct walk *walk, const struct component_search *search, uint32_t from,
		    uint32_t inside, uint32_t to)
{
	size_t count = 0;
	uint32_t state = to;

	reach(search, from, inside, to, walk->via, walk->queue);
	do {
		walk->back[count++] = state;
		if (walk->via[state] == VIA_INITIAL)
			break;
		state = (uint32_t)(walk->via[state] >> 32);
	} while (state != from);
	while (count-- > 0) {
		if (!append(walk, search->graph, walk->back[count],
			    (uint32_t)walk->via[walk->back[count]]))
			return false;
	}
	return true;
}

/* Visit, from AT on, a witness of fairness for each actor, and come back. */
static bool go_round(struct walk *walk, const struct component_search *search, size_t from)
{
	const struct graph *graph = search->graph;
	uint32_t inside = search->closed;
	uint32_t start = search->stack[from];
	uint32_t at = start;

	for (unsigned a = 0; a < graph->model->actor_count; a++) {
		for (size_t i = from; i < search->stack_count; i++) {
			uint32_t state = search->stack[i];
			bool witness = (enabled_actors(graph, state) >> a & 1) == 0;
			uint32_t after = state;

			for (uint64_t k = graph->first[state]; !witness && k < graph->first[state + 1];
			     k++) {
				if (agx_check_step_actor(graph->edges[k].step) != a ||
				    search->component[graph->edges[k].target] != inside)
					continue;
				witness = true;
				after = graph->edges[k].target;
				if (state != at && !stretch(walk, search, at, inside, state))
					return false;
				if (!append(walk, graph, after, graph->edges[k].step))
					return false;
				at = after;
				state = after;
				break;
			}
			if (!witness)
				continue;
			if (state != at && !stretch(walk, search, at, inside, state))
				return false;
			at = state;
			break;
		}
	}
	return at == start || stretch(walk, search, at, inside, start);
}

/* The lasso into and around the fair component on the stack from FROM. */
static bool make_lasso(struct walk *walk, const struct component_search *search, size_t from)
{
	if (!stretch(walk, search, FROM_INITIAL, 0, search->stack[from]))
		return false;
	walk->path.loop = walk->path.length - 1;
	if (!go_round(walk, search, from))
		return false;
	/* The last step leads back: it is told apart from the states. */
	if (walk->path.length - 1 > walk->path.loop) {
		walk->path.length--;
		walk->path.loop_step = walk->path.steps[walk->path.length - 1];
	} else {
		walk->path.loop_step = UINT32_MAX; /* nothing can move: it stays */
	}
	return true;
}

static bool init_search(struct component_search *search, struct walk *walk, size_t states)
{
	search->order = calloc(states, sizeof *search->order);
	search->low = calloc(states, sizeof *search->low);
	search->next = calloc(states, sizeof *search->next);
	search->way = calloc(states, sizeof *search->way);
	search->stack = calloc(states, sizeof *search->stack);
	search->on_stack = calloc(states, sizeof *search->on_stack);
	search->component = calloc(states, sizeof *search->component);
	walk->queue = calloc(states, sizeof *walk->queue);
	walk->via = calloc(states, sizeof *walk->via);
	walk->back = calloc(states, sizeof *walk->back);
	return search->order != NULL && search->low != NULL && search->next != NULL &&
	       search->way != NULL && search->stack != NULL && search->on_stack != NULL &&
	       search->component != NULL && walk->queue != NULL && walk->via != NULL &&
	       walk->back != NULL;
}

static void release_search(struct component_search *search, struct walk *walk)
{
	free(search->order);
	free(search->low);
	free(search->next);
	free(search->way);
	free(search->stack);
	free(search->on_stack);
	free(search->component);
	free(walk->queue);
	free(walk->via);
	free(walk->back);
	free(walk->path.states);
	free(walk->path.steps);
}

/* Search from all states in which ACTOR waits. */
static enum agx_check_limit search_all(struct component_search *search, struct watch *watch,
				       bool *ret_found, size_t *ret_from)
{
	enum agx_check_limit limit = AGX_CHECK_NO_LIMIT;
	bool found = false;

	for (uint32_t root = 0; !found && limit == AGX_CHECK_NO_LIMIT &&
				root < search->graph->states.count;
	     root++) {
		if (search->order[root] == 0 && waits(search, root))
			found = search_from(search, root, ret_from);
		limit = watch_look_now_and_then(watch, GRAPH_POLL_STATES);
	}
	*ret_found = found;
	return found ? AGX_CHECK_NO_LIMIT : limit;
}

static enum agx_check_limit starvation_of(struct graph *graph, unsigned actor, bool *ret_found,
					  struct agx_check_path *ret_path)
{
	struct component_search search = {.graph = graph, .actor = actor};
	struct walk walk = {.path = {.loop = SIZE_MAX}};
	enum agx_check_limit limit = AGX_CHECK_LIMIT_MEMORY;
	bool found = false;
	size_t from = 0;

	if (!init_search(&search, &walk, graph->states.count))
		goto out_release;
	limit = search_all(&search, &graph->watch, &found, &from);
	if (found && !make_lasso(&walk, &search, from)) {
		limit = AGX_CHECK_LIMIT_MEMORY;
		found = false;
	}
	*ret_found = found;
	if (found) {
		*ret_path = walk.path;
		walk.path = (struct agx_check_path) {0};
	}
out_release:
	release_search(&search, &walk);
	return limit;
}

enum agx_check_limit graph_starvation(struct graph *graph, bool *ret_found, unsigned *ret_actor,
				      struct agx_check_path *ret_path)
{
	enum agx_check_limit limit = AGX_CHECK_NO_LIMIT;

	*ret_found = false;
	for (unsigned a = 0; a < graph->model->actor_count && !*ret_found &&
			     limit == AGX_CHECK_NO_LIMIT;
	     a++) {
		limit = starvation_of(graph, a, ret_found, ret_path);
		*ret_actor = a;
	}
	return limit;
}
