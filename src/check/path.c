/* SPDX-License-Identifier: MIT */
/* The search keeps no predecessors, so that a state costs little; a counterexample is worth a second search, which
 * keeps them and ends where the first one found something. */
#include "check/search.h"
#include "check/watch.h"

#include <stdlib.h>

enum { POLL_STATES = 1 << 16 }; /* seldom: a short path is found even if the search was interrupted */

struct trail {
	const struct agx_check_model *model;
	const struct agx_check_options *options;
	const struct symmetry *symmetry;
	struct page_budget budget;
	struct state_table table;
	struct state_list states; /* in the order of discovery; representatives under symmetry */
	uint64_t *parents;        /* [states.capacity]: index of the predecessor */
	size_t parents_capacity;
	struct agx_check_out out;
	struct watch watch;
};

static bool is_equal(const struct trail *trail, const uint64_t *a, const uint64_t *b)
{
	return memcmp(a, b, trail->model->words * sizeof *a) == 0;
}

/* Keep STATE, reached from PARENT, if it is new. False on lack of memory. */
static bool keep(struct trail *trail, const uint64_t *state, uint64_t parent)
{
	unsigned words = trail->model->words;
	int added = state_table_add(&trail->table, state);

	if (added <= 0)
		return added == 0;
	if (!state_list_reserve(&trail->states, 1, words, &trail->budget))
		return false;
	if (trail->parents_capacity < trail->states.capacity) {
		size_t bytes = (trail->states.capacity - trail->parents_capacity) *
			       sizeof *trail->parents;
		uint64_t *grown;

		if (!budget_take(&trail->budget, bytes))
			return false;
		grown = realloc(trail->parents, trail->states.capacity * sizeof *grown);
		if (grown == NULL)
			return false;
		trail->parents = grown;
		trail->parents_capacity = trail->states.capacity;
	}
	memcpy(trail->states.states + trail->states.count * words, state, words * sizeof *state);
	trail->parents[trail->states.count++] = parent;
	return true;
}

/* Keep all that out holds. */
static bool keep_out(struct trail *trail, uint64_t parent)
{
	for (size_t i = 0; i < trail->out.count; i++) {
		uint64_t *state = trail->out.states + i * trail->model->words;

		if (trail->symmetry != NULL)
			(void)symmetry_canonicalise(trail->symmetry, state);
		if (!keep(trail, state, parent))
			return false;
	}
	return true;
}

static void expand(struct trail *trail, const uint64_t *state)
{
	trail->out.count = 0;
	trail->model->successors(trail->model->context, state, &trail->out);
}

/* Search up to TARGET and set *RET_AT to its index in discovery order; SIZE_MAX: it is not there. */
static enum agx_check_limit search_target(struct trail *trail, const uint64_t *target, size_t *ret_at)
{
	unsigned words = trail->model->words;
	uint64_t state[AGX_CHECK_WORDS_MAX];
	enum agx_check_limit limit = AGX_CHECK_NO_LIMIT;

	*ret_at = SIZE_MAX;
	trail->out.count = 0;
	trail->model->initial(trail->model->context, &trail->out);
	if (!keep_out(trail, UINT64_MAX))
		return AGX_CHECK_LIMIT_MEMORY;
	for (size_t i = 0; limit == AGX_CHECK_NO_LIMIT && i < trail->states.count; i++) {
		memcpy(state, trail->states.states + i * words, words * sizeof *state);
		if (is_equal(trail, state, target)) {
			*ret_at = i;
			return AGX_CHECK_NO_LIMIT;
		}
		expand(trail, state);
		limit = keep_out(trail, i) ? watch_look_now_and_then(&trail->watch, POLL_STATES)
					   : AGX_CHECK_LIMIT_MEMORY;
	}
	return limit;
}

/* Set NEXT and *RET_STEP to a successor of STATE (or an initial state, where STATE is NULL) whose representative is
 * REPRESENTATIVE. */
static bool follow(struct trail *trail, const uint64_t *state, const uint64_t *representative,
		   uint64_t *next, uint32_t *ret_step)
{
	unsigned words = trail->model->words;

	trail->out.count = 0;
	if (state == NULL)
		trail->model->initial(trail->model->context, &trail->out);
	else
		expand(trail, state);
	for (size_t i = 0; i < trail->out.count; i++) {
		uint64_t candidate[AGX_CHECK_WORDS_MAX];
		const uint64_t *found = trail->out.states + i * words;

		memcpy(candidate, found, words * sizeof *candidate);
		if (trail->symmetry != NULL)
			(void)symmetry_canonicalise(trail->symmetry, candidate);
		if (!is_equal(trail, candidate, representative))
			continue;
		memcpy(next, found, words * sizeof *next);
		*ret_step = trail->out.steps[i];
		return true;
	}
	return false;
}

/* The last step of an error: one from STATE that is an error of kind WHAT. */
static bool follow_error(struct trail *trail, const uint64_t *state, size_t what, uint64_t *next,
			 uint32_t *ret_step)
{
	expand(trail, state);
	for (size_t i = 0; i < trail->out.count; i++) {
		if (agx_check_step_error(trail->out.steps[i]) != what)
			continue;
		memcpy(next, trail->out.states + i * trail->model->words,
		       trail->model->words * sizeof *next);
		*ret_step = trail->out.steps[i];
		return true;
	}
	return false;
}

/* Room in *PATH for the way to number TARGET and a step more; its length. */
static bool make_room(const struct trail *trail, size_t target, struct agx_check_path *path)
{
	size_t length = 1;

	for (size_t i = target; trail->parents[i] != UINT64_MAX; i = trail->parents[i])
		length++;
	path->length = length;
	path->states = malloc((length + 1) * trail->model->words * sizeof *path->states);
	path->steps = malloc((length + 1) * sizeof *path->steps);
	return path->states != NULL && path->steps != NULL;
}

/* Walk from an initial state through the representatives that lead to number TARGET. False when there is no such walk. */
static bool walk(struct trail *trail, size_t target, const struct finding *finding,
		 struct agx_check_path *path)
{
	unsigned words = trail->model->words;
	size_t length = path->length;
	bool whole = true;

	/* The way back is known from the end: put it where its states will be. */
	for (size_t i = length, node = target; i-- > 0; node = trail->parents[node])
		memcpy(path->states + i * words, trail->states.states + node * words,
		       words * sizeof *path->states);
	for (size_t i = 0; whole && i < length; i++) {
		uint64_t representative[AGX_CHECK_WORDS_MAX];
		uint32_t initial;

		memcpy(representative, path->states + i * words, words * sizeof *representative);
		whole = follow(trail, i == 0 ? NULL : path->states + (i - 1) * words,
			       representative, path->states + i * words,
			       i == 0 ? &initial : &path->steps[i - 1]);
	}
	path->loop = SIZE_MAX;
	if (whole && finding->kind == AGX_CHECK_ERROR) {
		whole = follow_error(trail, path->states + (length - 1) * words, finding->what,
				     path->states + length * words, &path->steps[length - 1]);
		path->length++;
	}
	return whole;
}

enum agx_status path_find(const struct agx_check_model *model, const struct agx_check_options *options,
			  const struct symmetry *symmetry, const struct finding *finding,
			  struct agx_check_path *ret_path, enum agx_check_limit *ret_limit,
			  struct agx_error *err)
{
	struct trail trail = {.model = model, .options = options, .symmetry = symmetry};
	struct agx_check_path path = {.loop = SIZE_MAX};
	enum agx_status status = AGX_OK;
	size_t target = SIZE_MAX;
	enum agx_check_limit limit;

	trail.watch = watch_start(options->stop, options->callback_context, options->timeout_ms);
	trail.budget.bytes_max = options->bytes_max != 0 ? options->bytes_max : pages_bytes_free();
	if (!out_init(&trail.out, model, options, 1) ||
	    !state_table_init(&trail.table, model->words, &trail.budget)) {
		*ret_limit = AGX_CHECK_LIMIT_MEMORY;
		goto out_release;
	}
	limit = search_target(&trail, finding->state, &target);
	if (target != SIZE_MAX && !make_room(&trail, target, &path))
		limit = AGX_CHECK_LIMIT_MEMORY;
	if (limit != AGX_CHECK_NO_LIMIT) {
		*ret_limit = limit;
	} else if (target != SIZE_MAX && walk(&trail, target, finding, &path)) {
		*ret_path = path;
		path = (struct agx_check_path) {0};
	} else {
		status = agx_fail(err, AGX_FAILED,
				  "model '%s' is not what it says: a step of the search cannot be "
				  "found again (is its symmetry real?)",
				  model->name);
	}
	free(path.states);
	free(path.steps);
	state_list_release(&trail.states, model->words, &trail.budget);
	free(trail.parents);
	state_table_release(&trail.table);
out_release:
	out_release(&trail.out);
	return status;
}
