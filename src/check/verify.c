/* SPDX-License-Identifier: MIT */
/* The verifier of certificates believes nothing but the model's functions. A set that has the initial states, that no step
 * leaves and in which nothing is wrong is a proof, whoever found it; it may be larger than what is reachable. It shares no
 * code with the search: sets are sorted arrays, looked up by halving; configurations are views joined in pairs. */
#include "check/verify.h"

#include <stdlib.h>

enum {
	POLL_STATES = 4096,
	NUMBERS_MAX = 1 + AGX_CHECK_VIEW_THREADS_MAX + 1, /* of all that a configuration shows */
};

/* A field's place in a state, and the number of a view that it is part of. */
struct element {
	unsigned bit;
	unsigned bits;
	unsigned number;
	uint64_t mask; /* of a value */
};

struct verifier {
	const struct verify_question *q;
	struct agx_check_out out;
	uint64_t steps;
	struct element elements[NUMBERS_MAX * 64]; /* a number has at most 64 bits */
	unsigned element_count;
	struct agx_error *err;
};

static int compare(const uint64_t *a, const uint64_t *b, unsigned words)
{
	for (unsigned i = 0; i < words; i++) {
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return 0;
}

/* The place of STATE in the set; its count: it has none. */
static size_t place_of(const struct certificate_set *set, const uint64_t *state)
{
	size_t low = 0;

	for (size_t high = set->count; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (compare(set->states + middle * set->words, state, set->words) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < set->count && compare(set->states + low * set->words, state, set->words) == 0
		       ? low
		       : set->count;
}

static enum agx_status refuse(const struct verifier *v, size_t state, const char *why)
{
	return agx_fail(v->err, AGX_BAD_INPUT, "proves nothing: of %u threads, state %zu (0: initial) %s",
			v->q->set->threads, state, why);
}

/* The steps of STATE, or with NULL the initial states, in v->out, none of them an error. NUMBER is the state's. */
static enum agx_status expand(struct verifier *v, const uint64_t *state, size_t number)
{
	const struct agx_check_model *model = v->q->model;

	if (number % POLL_STATES == 0 && v->q->options->stop != NULL &&
	    v->q->options->stop(v->q->options->callback_context))
		return agx_fail(v->err, AGX_INTERRUPTED, "interrupted");
	v->out.count = 0;
	if (state == NULL)
		model->initial(model->context, &v->out);
	else
		model->successors(model->context, state, &v->out);
	if (v->out.overflow)
		return agx_fail(v->err, AGX_FAILED, "model '%s' breaks its own bounds", model->name);
	v->steps += v->out.count;
	for (size_t i = 0; i < v->out.count; i++) {
		unsigned error = agx_check_step_error(v->out.steps[i]);

		if (error != 0 && (error > 63 || (v->q->claim->errors_ignored >> error & 1) == 0))
			return refuse(v, number, "makes a step that is an error");
	}
	for (size_t i = 0; state != NULL && i < model->invariant_count; i++) {
		if (!model->invariants[i].holds(model->context, state))
			return refuse(v, number, "breaks an invariant");
	}
	return AGX_OK;
}

/* No actor that has to move is in a state from which no path lets it: CAN gets, per state, a bit per actor that moves on
 * some path, by going backwards until nothing changes. */
static enum agx_status check_stuck(struct verifier *v, uint32_t *can)
{
	const struct certificate_set *set = v->q->set;
	enum agx_status status;

	for (bool changed = true; changed;) {
		changed = false;
		for (size_t i = set->count; i-- > 0;) {
			uint32_t now = can[i];

			status = expand(v, set->states + i * set->words, i + 1);
			if (status != AGX_OK)
				return status;
			for (size_t k = 0; k < v->out.count; k++)
				now |= UINT32_C(1) << agx_check_step_actor(v->out.steps[k]) |
				       can[place_of(set, v->out.states + k * set->words)];
			changed |= now != can[i];
			can[i] = now;
		}
	}
	for (size_t i = 0; i < set->count; i++) {
		for (unsigned a = 0; a < v->q->model->actor_count; a++) {
			if ((can[i] >> a & 1) == 0 &&
			    !v->q->model->at_rest(v->q->model->context, set->states + i * set->words, a))
				return refuse(v, i + 1, "has an actor that is stuck for ever");
		}
	}
	return AGX_OK;
}

static enum agx_status check_states(struct verifier *v)
{
	const struct certificate_set *set = v->q->set;
	enum agx_status status = expand(v, NULL, 0);

	for (size_t i = 0; i <= set->count && status == AGX_OK; i++) {
		for (size_t k = 0; k < v->out.count; k++) {
			if (place_of(set, v->out.states + k * set->words) == set->count)
				return refuse(v, i, "leads out of the set");
		}
		if (i < set->count)
			status = expand(v, set->states + i * set->words, i + 1);
	}
	if (status != AGX_OK || !v->q->claim->deadlock)
		return status;
	uint32_t *can = calloc(set->count + 1, sizeof *can);

	status = can == NULL ? agx_fail(v->err, AGX_NO_MEMORY, "no memory") : check_stuck(v, can);
	free(can);
	return status;
}

/* Where everything is: number 0 of a view is what is global or a slot's, the others are the threads'. */
static bool find_elements(struct verifier *v)
{
	const struct agx_check_model *model = v->q->model;
	unsigned width[NUMBERS_MAX] = {0};

	if (model->threads < 2 || model->threads >= NUMBERS_MAX)
		return false;
	for (size_t i = 0; i < model->field_count; i++) {
		const struct agx_check_field *f = &model->fields[i];
		const unsigned each[] = {1, model->threads, model->slots};

		for (unsigned e = 0; e < each[f->domain]; e++) {
			unsigned number = f->domain == AGX_CHECK_PER_THREAD ? 1 + e : 0;
			unsigned bit = f->first_bit + e * f->stride_bits;

			width[number] += f->bits;
			if (f->range == AGX_CHECK_THREAD_REF || width[number] > 64 || f->bits == 0 ||
			    f->bits > 32 || bit % 64 + f->bits > 64 || bit / 64 >= model->words)
				return false;
			v->elements[v->element_count++] = (struct element) {
				bit, f->bits, number, UINT64_MAX >> (64 - f->bits)};
		}
	}
	return true;
}

/* STATE with all its threads as one view. */
static void fold(const struct verifier *v, const uint64_t *state, uint64_t *ret_view)
{
	memset(ret_view, 0, (1 + v->q->model->threads) * sizeof *ret_view);
	for (const struct element *e = v->elements; e < v->elements + v->element_count; e++)
		ret_view[e->number] = ret_view[e->number] << e->bits |
				      (state[e->bit / 64] >> e->bit % 64 & e->mask);
}

static void unfold(const struct verifier *v, const uint64_t *view, uint64_t *ret_state)
{
	uint64_t rest[NUMBERS_MAX];

	memcpy(rest, view, (1 + v->q->model->threads) * sizeof *rest);
	memset(ret_state, 0, v->q->model->words * sizeof *ret_state);
	for (const struct element *e = v->elements + v->element_count; e-- > v->elements;) {
		ret_state[e->bit / 64] |= (rest[e->number] & e->mask) << e->bit % 64;
		rest[e->number] >>= e->bits;
	}
}

/* Are all views of ALL, which shows K + 1 threads in ascending order or not, in the set? */
static bool has_views(const struct verifier *v, const uint64_t *all)
{
	uint64_t sorted[NUMBERS_MAX];
	uint64_t view[NUMBERS_MAX];
	unsigned threads = v->q->model->threads;

	sorted[0] = all[0];
	for (unsigned t = 1; t <= threads; t++) {
		unsigned at = t;

		for (; at > 1 && sorted[at - 1] > all[t]; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = all[t];
	}
	for (unsigned left_out = 1; left_out <= threads; left_out++) {
		memcpy(view, sorted, left_out * sizeof *view);
		memcpy(view + left_out, sorted + left_out + 1, (threads - left_out) * sizeof *view);
		if (place_of(v->q->set, view) == v->q->set->count)
			return false;
	}
	return true;
}

/* Expand, and look up all views of what comes out. */
static enum agx_status follow(struct verifier *v, const uint64_t *state, size_t number)
{
	enum agx_status status = expand(v, state, number);

	for (size_t i = 0; i < v->out.count && status == AGX_OK; i++) {
		const uint64_t *after = v->out.states + i * v->q->model->words;
		uint64_t again[AGX_CHECK_WORDS_MAX];
		uint64_t all[NUMBERS_MAX];

		fold(v, after, all);
		unfold(v, all, again);
		if (compare(after, again, v->q->model->words) != 0)
			return refuse(v, number, "leads to a state that its fields do not tell");
		if (!has_views(v, all))
			return refuse(v, number, "makes a step that shows a view not in the set");
	}
	return status;
}

/* Each configuration of K + 1 threads, in ascending order, is view A and the last thread of a view B that shows the same but
 * for A's first thread. */
static enum agx_status check_views(struct verifier *v)
{
	const struct certificate_set *set = v->q->set;
	unsigned words = set->words;
	enum agx_status status = follow(v, NULL, 0);

	for (size_t a = 0, low = 0; a < set->count && status == AGX_OK; a++) {
		const uint64_t *first = set->states + a * words;
		const uint64_t *second;
		uint64_t state[AGX_CHECK_WORDS_MAX];
		uint64_t all[NUMBERS_MAX];

		while (set->states[low * words] != first[0])
			low++;
		memcpy(all, first, words * sizeof *all);
		for (size_t b = low; b < set->count && status == AGX_OK; b++) {
			second = set->states + b * words;
			all[words] = second[words - 1];
			if (second[0] != first[0])
				break;
			if (compare(second + 1, first + 2, words - 2) != 0 ||
			    all[words] < all[words - 1] || !has_views(v, all))
				continue;
			unfold(v, all, state);
			status = follow(v, state, a + 1);
		}
	}
	return status;
}

enum agx_status verify_set(const struct verify_question *q, uint64_t *steps, struct agx_error *err)
{
	const struct agx_check_model *model = q->model;
	const struct certificate_set *set = q->set;
	const uint64_t *end = set->states + set->count * set->words;
	struct verifier v = {.q = q, .err = err};
	enum agx_status status;

	if (strcmp(q->claim->model, model->name) != 0 || set->threads != model->threads ||
	    (q->claim->deadlock && model->at_rest == NULL) ||
	    set->words != (q->views ? model->threads : model->words))
		return agx_fail(err, AGX_BAD_INPUT, "the certificate is about another model");
	if (q->views && !find_elements(&v))
		return agx_fail(err, AGX_BAD_INPUT, "model '%s' has no views", model->name);
	for (const uint64_t *s = set->states; s + set->words < end; s += set->words) {
		if (compare(s, s + set->words, set->words) >= 0)
			return agx_fail(err, AGX_BAD_INPUT, "its states are out of order");
	}
	v.out = (struct agx_check_out) {.capacity = model->successors_max, .words = model->words};
	v.out.guards_dropped = q->claim->guards_dropped;
	v.out.states = malloc((v.out.capacity * model->words + 1) * sizeof *v.out.states);
	v.out.steps = malloc((v.out.capacity + 1) * sizeof *v.out.steps);
	status = v.out.states == NULL || v.out.steps == NULL ? agx_fail(err, AGX_NO_MEMORY, "no memory")
		 : q->views ? check_views(&v)
			    : check_states(&v);
	free(v.out.states);
	free(v.out.steps);
	*steps += v.steps;
	return status;
}
