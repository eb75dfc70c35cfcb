/* SPDX-License-Identifier: MIT */
#include "support/check_oracle.h"

#include <stdlib.h>

enum { BUCKETS = 1 << 13 };

static void *must(void *memory)
{
	if (memory == NULL)
		abort();
	return memory;
}

static size_t bucket_of(const struct oracle *o, const uint64_t *state)
{
	uint64_t sum = 17;

	for (unsigned i = 0; i < o->model->words; i++)
		sum = sum * 31 + state[i] % 1000003 + (state[i] >> 40);
	return sum % BUCKETS;
}

uint32_t oracle_find(const struct oracle *o, const uint64_t *state)
{
	uint32_t i = o->buckets[bucket_of(o, state)];

	while (i != UINT32_MAX &&
	       memcmp(oracle_state(o, i), state, o->model->words * sizeof *state) != 0)
		i = o->chain[i];
	return i;
}

static uint32_t add(struct oracle *o, const uint64_t *state, uint32_t depth)
{
	uint32_t i = oracle_find(o, state);
	size_t bucket = bucket_of(o, state);

	if (i != UINT32_MAX)
		return i;
	i = (uint32_t)o->count++;
	memcpy(o->states + i * o->model->words, state, o->model->words * sizeof *state);
	o->depth[i] = depth;
	o->chain[i] = o->buckets[bucket];
	o->buckets[bucket] = i;
	return i;
}

bool oracle_build(struct oracle *ret_oracle, const struct agx_check_model *model,
		  uint64_t guards_dropped, size_t states_max)
{
	struct oracle *o = ret_oracle;
	size_t room = states_max + model->successors_max;
	size_t room_for_edges = 0;
	struct agx_check_out out = {.capacity = model->successors_max, .words = model->words,
				    .guards_dropped = guards_dropped};

	*o = (struct oracle) {.model = model, .guards_dropped = guards_dropped};
	o->states = must(malloc(room * model->words * sizeof *o->states));
	o->depth = must(malloc(room * sizeof *o->depth));
	o->chain = must(malloc(room * sizeof *o->chain));
	o->buckets = must(malloc(BUCKETS * sizeof *o->buckets));
	out.states = must(malloc(out.capacity * model->words * sizeof *out.states));
	out.steps = must(malloc(out.capacity * sizeof *out.steps));
	memset(o->buckets, 0xff, BUCKETS * sizeof *o->buckets);
	model->initial(model->context, &out);
	o->initial_count = out.count;
	for (size_t i = 0; i < out.count; i++)
		(void)add(o, out.states + i * model->words, 0);
	for (size_t i = 0; i < o->count && o->count <= states_max; i++) {
		out.count = 0;
		model->successors(model->context, oracle_state(o, i), &out);
		for (size_t k = 0; k < out.count; k++) {
			uint32_t to = add(o, out.states + k * model->words, o->depth[i] + 1);

			if (o->edge_count == room_for_edges) {
				room_for_edges = room_for_edges * 2 + 64;
				o->edges = must(realloc(o->edges, room_for_edges * sizeof *o->edges));
			}
			o->edges[o->edge_count++] =
				(struct oracle_edge) {(uint32_t)i, to, out.steps[k]};
		}
	}
	o->guards_true = out.guards_true;
	o->guards_false = out.guards_false;
	free(out.states);
	free(out.steps);
	if (o->count <= states_max && !out.overflow)
		return true;
	oracle_release(o);
	return false;
}

void oracle_release(struct oracle *o)
{
	free(o->states);
	free(o->depth);
	free(o->chain);
	free(o->buckets);
	free(o->edges);
	*o = (struct oracle) {0};
}

uint32_t oracle_depth(const struct oracle *o)
{
	uint32_t most = 0;

	for (size_t i = 0; i < o->count; i++)
		most = o->depth[i] > most ? o->depth[i] : most;
	return most;
}

unsigned oracle_gauge(const struct oracle *o)
{
	unsigned most = 0;

	for (size_t i = 0; o->model->gauge != NULL && i < o->count; i++) {
		unsigned value = o->model->gauge(o->model->context, oracle_state(o, i));

		most = value > most ? value : most;
	}
	return most;
}

static void keep_less(size_t *best, size_t length)
{
	if (*best == 0 || length < *best)
		*best = length;
}

static bool *has_successor(const struct oracle *o)
{
	bool *has = must(calloc(o->count, sizeof *has));

	for (size_t k = 0; k < o->edge_count; k++)
		has[o->edges[k].from] = true;
	return has;
}

static size_t shortest_deadlock(const struct oracle *o)
{
	bool *has = has_successor(o);
	size_t best = 0;

	for (size_t i = 0; i < o->count; i++) {
		for (unsigned a = 0; !has[i] && a < o->model->actor_count; a++) {
			if (!o->model->at_rest(o->model->context, oracle_state(o, i), a))
				keep_less(&best, o->depth[i] + 1);
		}
	}
	free(has);
	return best;
}

/* States that have a path on which ACTOR moves: backwards, one edge at a time. */
static bool *may_move(const struct oracle *o, unsigned actor)
{
	bool *may = must(calloc(o->count, sizeof *may));
	bool again = true;

	while (again) {
		again = false;
		for (size_t k = 0; k < o->edge_count; k++) {
			const struct oracle_edge *e = &o->edges[k];

			if (!may[e->from] &&
			    (may[e->to] || agx_check_step_actor(e->step) == actor)) {
				may[e->from] = true;
				again = true;
			}
		}
	}
	return may;
}

static size_t shortest_stuck(const struct oracle *o)
{
	size_t best = 0;

	for (unsigned a = 0; a < o->model->actor_count; a++) {
		bool *may = may_move(o, a);

		for (size_t i = 0; i < o->count; i++) {
			if (!may[i] && !o->model->at_rest(o->model->context, oracle_state(o, i), a))
				keep_less(&best, o->depth[i] + 1);
		}
		free(may);
	}
	return best;
}

static bool all_invariants_hold(const struct agx_check_model *model, const uint64_t *state)
{
	for (size_t i = 0; i < model->invariant_count; i++) {
		if (!model->invariants[i].holds(model->context, state))
			return false;
	}
	return true;
}

size_t oracle_shortest(const struct oracle *o, enum agx_check_kind kind, uint64_t errors_ignored)
{
	size_t best = 0;

	if (kind == AGX_CHECK_DEADLOCK)
		return shortest_deadlock(o);
	if (kind == AGX_CHECK_PARTIAL_DEADLOCK)
		return shortest_stuck(o);
	for (size_t k = 0; kind == AGX_CHECK_ERROR && k < o->edge_count; k++) {
		unsigned error = agx_check_step_error(o->edges[k].step);

		if (error != 0 && (error > 63 || (errors_ignored >> error & 1) == 0))
			keep_less(&best, o->depth[o->edges[k].from] + 2);
	}
	for (size_t i = 0; kind == AGX_CHECK_INVARIANT && i < o->count; i++) {
		if (!all_invariants_hold(o->model, oracle_state(o, i)))
			keep_less(&best, o->depth[i] + 1);
	}
	return best;
}

/* Of the states in IN, those from which one gets, inside IN, to a state in which ACTOR cannot move or to a step of ACTOR
 * inside IN. */
static bool *gets_fair(const struct oracle *o, const bool *in, unsigned actor)
{
	bool *good = must(calloc(o->count, sizeof *good));
	bool again = true;

	for (size_t i = 0; i < o->count; i++)
		good[i] = in[i];
	for (size_t k = 0; k < o->edge_count; k++) {
		if (agx_check_step_actor(o->edges[k].step) == actor)
			good[o->edges[k].from] = false;
	}
	for (size_t k = 0; k < o->edge_count; k++) {
		const struct oracle_edge *e = &o->edges[k];

		if (agx_check_step_actor(e->step) == actor && in[e->from] && in[e->to])
			good[e->from] = true;
	}
	while (again) {
		again = false;
		for (size_t k = 0; k < o->edge_count; k++) {
			const struct oracle_edge *e = &o->edges[k];

			if (in[e->from] && in[e->to] && good[e->to] && !good[e->from]) {
				good[e->from] = true;
				again = true;
			}
		}
	}
	return good;
}

/* Emerson and Lei (LICS 1986): the largest set from each of whose states one can, inside it, always go on and always get
 * to each actor's being fairly treated. */
bool oracle_starves(const struct oracle *o, unsigned actor)
{
	bool *in = must(calloc(o->count, sizeof *in));
	bool *has = has_successor(o);
	bool *goes_on = must(calloc(o->count, sizeof *goes_on));
	bool again = true;
	bool found = false;

	for (size_t i = 0; i < o->count; i++)
		in[i] = o->model->waits(o->model->context, oracle_state(o, i), actor);
	while (again) {
		again = false;
		for (size_t i = 0; i < o->count; i++)
			goes_on[i] = !has[i]; /* stays where it is */
		for (size_t k = 0; k < o->edge_count; k++)
			goes_on[o->edges[k].from] |= in[o->edges[k].to];
		for (unsigned a = 0; a < o->model->actor_count; a++) {
			bool *good = gets_fair(o, in, a);

			for (size_t i = 0; i < o->count; i++) {
				if (in[i] && !(good[i] && goes_on[i])) {
					in[i] = false;
					again = true;
				}
			}
			free(good);
		}
	}
	for (size_t i = 0; i < o->count; i++)
		found |= in[i];
	free(in);
	free(has);
	free(goes_on);
	return found;
}

/* The next permutation of ORDER in lexicographic order; false after the last. */
static bool next_order(unsigned *order, unsigned count)
{
	unsigned i = count;
	unsigned j = count;
	unsigned kept;

	while (i > 1 && order[i - 2] > order[i - 1])
		i--;
	if (i < 2)
		return false;
	while (order[j - 1] < order[i - 2])
		j--;
	kept = order[i - 2];
	order[i - 2] = order[j - 1];
	order[j - 1] = kept;
	for (unsigned a = i - 1, b = count - 1; a < b; a++, b--) {
		kept = order[a];
		order[a] = order[b];
		order[b] = kept;
	}
	return true;
}

static uint64_t get(const struct agx_check_field *f, unsigned element, const uint64_t *state)
{
	unsigned bit = f->first_bit + element * f->stride_bits;
	uint64_t value = 0;

	for (unsigned b = 0; b < f->bits; b++)
		value |= (state[(bit + b) / 64] >> (bit + b) % 64 & 1) << b;
	return value;
}

static void set(const struct agx_check_field *f, unsigned element, uint64_t *state, uint64_t value)
{
	unsigned bit = f->first_bit + element * f->stride_bits;

	for (unsigned b = 0; b < f->bits; b++)
		state[(bit + b) / 64] |= (value >> b & 1) << (bit + b) % 64;
}

static uint64_t rename(const struct agx_check_field *f, uint64_t value, const unsigned *threads,
		       const unsigned *slots, unsigned slot_count)
{
	uint64_t mask = 0;

	if (f->range == AGX_CHECK_THREAD_REF)
		return value == 0 ? 0 : threads[value - 1] + 1;
	if (f->range == AGX_CHECK_SLOT_REF)
		return value == 0 ? 0 : slots[value - 1] + 1;
	if (f->range == AGX_CHECK_VALUE)
		return value;
	for (unsigned s = 0; s < slot_count; s++)
		mask |= (value >> s & 1) << slots[s];
	return mask;
}

static void permute(const struct agx_check_model *model, const uint64_t *state,
		    const unsigned *threads, const unsigned *slots, uint64_t *ret_state)
{
	memset(ret_state, 0, model->words * sizeof *ret_state);
	for (size_t i = 0; i < model->field_count; i++) {
		const struct agx_check_field *f = &model->fields[i];
		unsigned count = f->domain == AGX_CHECK_PER_THREAD ? model->threads
				 : f->domain == AGX_CHECK_PER_SLOT ? model->slots
								   : 1;

		for (unsigned e = 0; e < count; e++) {
			unsigned to = f->domain == AGX_CHECK_PER_THREAD ? threads[e]
				      : f->domain == AGX_CHECK_PER_SLOT ? slots[e]
									: 0;

			set(f, to, ret_state,
			    rename(f, get(f, e, state), threads, slots, model->slots));
		}
	}
}

/* Is state I the first discovered one of its orbit? */
static bool is_first(const struct oracle *o, size_t i)
{
	const struct agx_check_model *model = o->model;
	unsigned threads[AGX_CHECK_ACTORS_MAX];
	unsigned slots[AGX_CHECK_SLOTS_MAX];

	for (unsigned t = 0; t < model->threads; t++)
		threads[t] = t;
	do {
		for (unsigned s = 0; s < model->slots; s++)
			slots[s] = s;
		do {
			uint64_t other[AGX_CHECK_WORDS_MAX];

			permute(model, oracle_state(o, i), threads, slots, other);
			if (oracle_find(o, other) < i)
				return false;
		} while (next_order(slots, model->slots));
	} while (next_order(threads, model->threads));
	return true;
}

size_t oracle_orbits(const struct oracle *o, uint64_t *ret_generated)
{
	bool *first = must(calloc(o->count, sizeof *first));
	size_t orbits = 0;

	*ret_generated = o->initial_count;
	for (size_t i = 0; i < o->count; i++) {
		first[i] = is_first(o, i);
		orbits += first[i];
	}
	for (size_t k = 0; k < o->edge_count; k++)
		*ret_generated += first[o->edges[k].from];
	free(first);
	return orbits;
}

static bool has_edge(const struct oracle *o, uint32_t from, uint32_t to, uint32_t step)
{
	for (size_t k = 0; k < o->edge_count; k++) {
		if (o->edges[k].from == from && o->edges[k].to == to && o->edges[k].step == step)
			return true;
	}
	return false;
}

static bool can_move(const struct oracle *o, uint32_t state, unsigned actor)
{
	for (size_t k = 0; k < o->edge_count; k++) {
		if (o->edges[k].from == state && agx_check_step_actor(o->edges[k].step) == actor)
			return true;
	}
	return false;
}

/* Is the loop of PATH one in which ACTOR is treated fairly? */
static bool loop_is_fair(const struct oracle *o, const struct agx_check_path *path, unsigned actor)
{
	for (size_t i = path->loop; i < path->length; i++) {
		uint32_t step = i + 1 < path->length ? path->steps[i] : path->loop_step;

		if (!can_move(o, oracle_find(o, path->states + i * o->model->words), actor) ||
		    (step != UINT32_MAX && agx_check_step_actor(step) == actor))
			return true;
	}
	return false;
}

static const char *judge_lasso(const struct oracle *o, const struct agx_check_path *path, size_t actor)
{
	const struct agx_check_model *model = o->model;
	const uint64_t *last = path->states + (path->length - 1) * model->words;

	if (path->loop >= path->length)
		return "it does not loop";
	if (path->loop_step == UINT32_MAX) {
		for (unsigned a = 0; a < model->actor_count; a++) {
			if (can_move(o, oracle_find(o, last), a))
				return "it stops although somebody can move";
		}
	} else if (!has_edge(o, oracle_find(o, last),
			     oracle_find(o, path->states + path->loop * model->words),
			     path->loop_step)) {
		return "its loop does not close";
	}
	for (size_t i = path->loop; i < path->length; i++) {
		if (!model->waits(model->context, path->states + i * model->words, (unsigned)actor))
			return "its actor does not wait all the time";
	}
	for (unsigned a = 0; a < model->actor_count; a++) {
		if (!loop_is_fair(o, path, a))
			return "its loop is not weakly fair";
	}
	return NULL;
}

static const char *judge_end(const struct oracle *o, const struct agx_check_path *path,
			     enum agx_check_kind kind, size_t what)
{
	const struct agx_check_model *model = o->model;
	const uint64_t *last = path->states + (path->length - 1) * model->words;
	uint32_t end = oracle_find(o, last);
	bool moves = false;
	bool rests = true;
	bool *may;

	switch (kind) {
	case AGX_CHECK_ERROR:
		return path->length > 1 && agx_check_step_error(path->steps[path->length - 2]) == what
			       ? NULL
			       : "its last step is not that error";
	case AGX_CHECK_INVARIANT:
		return model->invariants[what].holds(model->context, last) ? "its invariant holds"
									   : NULL;
	case AGX_CHECK_DEADLOCK:
		for (unsigned a = 0; a < model->actor_count; a++) {
			moves |= can_move(o, end, a);
			rests &= model->at_rest(model->context, last, a);
		}
		return moves ? "somebody can move" : rests ? "everybody may rest" : NULL;
	case AGX_CHECK_PARTIAL_DEADLOCK:
		may = may_move(o, (unsigned)what);
		moves = may[end];
		free(may);
		return moves ? "its actor can move again"
		       : model->at_rest(model->context, last, (unsigned)what) ? "its actor may rest"
									      : NULL;
	case AGX_CHECK_STARVATION:
		return judge_lasso(o, path, what);
	case AGX_CHECK_NONE:
		break;
	}
	return "it shows nothing";
}

const char *oracle_judge_path(const struct oracle *o, const struct agx_check_path *path,
			      enum agx_check_kind kind, size_t what)
{
	unsigned words = o->model->words;

	if (path->length == 0)
		return "there is none";
	for (size_t i = 0; i < path->length; i++) {
		uint32_t state = oracle_find(o, path->states + i * words);

		if (state == UINT32_MAX || (i == 0 && o->depth[state] != 0))
			return "it has a state that is not reachable, or does not begin at the start";
		if (i > 0 && !has_edge(o, oracle_find(o, path->states + (i - 1) * words), state,
				       path->steps[i - 1]))
			return "it makes a step that the model does not have";
	}
	return judge_end(o, path, kind, what);
}
