/* SPDX-License-Identifier: MIT */
#include "check/symmetry.h"

#include "base/assert.h"
#include "check/layout.h"

#include <stdlib.h>

/* A state taken apart for one order of the slots. */
struct normal_form {
	uint64_t global;
	uint64_t slots[AGX_CHECK_SLOTS_MAX];
	uint64_t threads[AGX_CHECK_ACTORS_MAX]; /* sorted */
};

static uint64_t factorial(unsigned n)
{
	return n < 2 ? 1 : n * factorial(n - 1);
}

/* Heap's algorithm. */
static void permute(uint8_t *order, unsigned k, unsigned slots,
		    uint8_t (*to)[AGX_CHECK_SLOTS_MAX], unsigned *count)
{
	if (k <= 1) {
		memcpy(to[(*count)++], order, slots);
		return;
	}
	for (unsigned i = 0; i < k; i++) {
		unsigned j = k % 2 == 0 ? i : 0;
		uint8_t kept;

		permute(order, k - 1, slots, to, count);
		kept = order[j];
		order[j] = order[k - 1];
		order[k - 1] = kept;
	}
}

/* Bits of one record of DOMAIN: a thread's, a slot's or the global one. */
static unsigned record_bits(const struct agx_check_model *model, enum agx_check_domain domain)
{
	unsigned bits = 0;

	for (size_t i = 0; i < model->field_count; i++) {
		const struct agx_check_field *f = &model->fields[i];

		if (f->range == AGX_CHECK_THREAD_REF)
			bits += domain == AGX_CHECK_PER_THREAD ? layout_elements(model, f) : 0;
		else if (f->domain == domain)
			bits += f->bits;
	}
	return bits;
}

enum agx_status symmetry_init(struct symmetry *symmetry, const struct agx_check_model *model,
			      struct agx_error *err)
{
	uint8_t order[AGX_CHECK_SLOTS_MAX];
	enum agx_status status = layout_validate(model, err);
	unsigned count = 0;

	if (status != AGX_OK)
		return status;
	if (record_bits(model, AGX_CHECK_PER_THREAD) > 64 ||
	    record_bits(model, AGX_CHECK_PER_SLOT) > 64 ||
	    record_bits(model, AGX_CHECK_GLOBAL) > 64 || factorial(model->slots) > SYMMETRY_ORDERS_MAX)
		return agx_fail(err, AGX_USAGE, "model '%s' is too wide for symmetry reduction",
				model->name);
	symmetry->model = model;
	layout_mask(model, symmetry->mask);
	symmetry->orders = (unsigned)factorial(model->slots);
	symmetry->group = factorial(model->threads) * symmetry->orders;
	symmetry->to = calloc(symmetry->orders, sizeof *symmetry->to);
	if (symmetry->to == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the permutations of the slots");
	for (unsigned s = 0; s < model->slots; s++)
		order[s] = (uint8_t)s;
	permute(order, model->slots, model->slots, symmetry->to, &count);
	AGX_ASSERT(count == symmetry->orders);
	return AGX_OK;
}

void symmetry_release(struct symmetry *symmetry)
{
	free(symmetry->to);
	symmetry->to = NULL;
}

static void sort(uint64_t *values, unsigned count)
{
	for (unsigned i = 1; i < count; i++) {
		uint64_t value = values[i];
		unsigned j = i;

		for (; j > 0 && values[j - 1] > value; j--)
			values[j] = values[j - 1];
		values[j] = value;
	}
}

static void take_slots(const struct agx_check_model *model, const uint64_t *state, const uint8_t *to,
		       struct normal_form *form)
{
	form->global = 0;
	memset(form->slots, 0, sizeof form->slots);
	for (size_t i = 0; i < model->field_count; i++) {
		const struct agx_check_field *f = &model->fields[i];

		if (f->range == AGX_CHECK_THREAD_REF || f->domain == AGX_CHECK_PER_THREAD)
			continue;
		if (f->domain == AGX_CHECK_GLOBAL) {
			form->global = form->global << f->bits |
				       layout_rename_slots(f->range, layout_get(f, 0, state), to,
							   model->slots);
			continue;
		}
		for (unsigned s = 0; s < model->slots; s++)
			form->slots[to[s]] = form->slots[to[s]] << f->bits |
					     layout_rename_slots(f->range, layout_get(f, s, state),
								 to, model->slots);
	}
}

/* Per element of a field of thread references, one bit in the record of the thread that it names. */
static void take_refs(const struct agx_check_model *model, const struct agx_check_field *f,
		      const uint64_t *state, const uint8_t *to, uint64_t *threads)
{
	unsigned elements = layout_elements(model, f);

	for (unsigned t = 0; t < model->threads; t++)
		threads[t] <<= elements;
	for (unsigned e = 0; e < elements; e++) {
		uint32_t ref = layout_get(f, e, state);

		if (ref > 0 && ref <= model->threads)
			threads[ref - 1] |= UINT64_C(1)
					    << (f->domain == AGX_CHECK_PER_SLOT ? to[e] : 0);
	}
}

static void take_threads(const struct agx_check_model *model, const uint64_t *state,
			 const uint8_t *to, struct normal_form *form)
{
	memset(form->threads, 0, model->threads * sizeof form->threads[0]);
	for (size_t i = 0; i < model->field_count; i++) {
		const struct agx_check_field *f = &model->fields[i];

		if (f->range == AGX_CHECK_THREAD_REF) {
			take_refs(model, f, state, to, form->threads);
			continue;
		}
		if (f->domain != AGX_CHECK_PER_THREAD)
			continue;
		for (unsigned t = 0; t < model->threads; t++)
			form->threads[t] = form->threads[t] << f->bits |
					   layout_rename_slots(f->range, layout_get(f, t, state), to,
							       model->slots);
	}
	sort(form->threads, model->threads);
}

static int compare_slots(const struct normal_form *a, const struct normal_form *b, unsigned slots)
{
	if (a->global != b->global)
		return a->global < b->global ? -1 : 1;
	for (unsigned s = 0; s < slots; s++) {
		if (a->slots[s] != b->slots[s])
			return a->slots[s] < b->slots[s] ? -1 : 1;
	}
	return 0;
}

static int compare_threads(const struct normal_form *a, const struct normal_form *b, unsigned threads)
{
	for (unsigned t = 0; t < threads; t++) {
		if (a->threads[t] != b->threads[t])
			return a->threads[t] < b->threads[t] ? -1 : 1;
	}
	return 0;
}

/* Undo take_slots and take_threads: fields were shifted in first to last, so they come out last to first. */
static void put(const struct agx_check_model *model, struct normal_form *form, uint64_t *state)
{
	memset(state, 0, model->words * sizeof *state);
	for (size_t i = model->field_count; i-- > 0;) {
		const struct agx_check_field *f = &model->fields[i];
		unsigned elements = layout_elements(model, f);
		uint64_t mask = UINT64_MAX >> (64 - f->bits);

		if (f->range == AGX_CHECK_THREAD_REF) {
			for (unsigned t = 0; t < model->threads; t++) {
				for (unsigned e = 0; e < elements; e++) {
					if (form->threads[t] >> e & 1)
						layout_set(f, e, state, t + 1);
				}
				form->threads[t] >>= elements;
			}
			continue;
		}
		for (unsigned e = 0; e < elements; e++) {
			uint64_t *record = f->domain == AGX_CHECK_PER_THREAD ? &form->threads[e]
					   : f->domain == AGX_CHECK_PER_SLOT ? &form->slots[e]
									     : &form->global;

			layout_set(f, e, state, (uint32_t)(*record & mask));
			*record >>= f->bits;
		}
	}
}

static uint64_t stabiliser(const struct normal_form *form, unsigned threads, unsigned ties)
{
	uint64_t size = ties;
	unsigned run = 1;

	for (unsigned t = 1; t < threads; t++) {
		run = form->threads[t] == form->threads[t - 1] ? run + 1 : 1;
		size *= run;
	}
	return size;
}

/* Are all threads that STATE refers to there? */
static bool names_threads(const struct agx_check_model *model, const uint64_t *state)
{
	for (size_t i = 0; i < model->field_count; i++) {
		const struct agx_check_field *f = &model->fields[i];

		if (f->range != AGX_CHECK_THREAD_REF)
			continue;
		for (unsigned e = 0; e < layout_elements(model, f); e++) {
			if (layout_get(f, e, state) > model->threads)
				return false;
		}
	}
	return true;
}

uint64_t symmetry_canonicalise(const struct symmetry *symmetry, uint64_t *state)
{
	const struct agx_check_model *model = symmetry->model;
	struct normal_form best;
	unsigned ties = 0;

	if (!layout_tells(symmetry->mask, state, model->words) || !names_threads(model, state))
		return 0;
	for (unsigned o = 0; o < symmetry->orders; o++) {
		struct normal_form form;
		int order = -1;

		take_slots(model, state, symmetry->to[o], &form);
		if (ties > 0)
			order = compare_slots(&form, &best, model->slots);
		if (order > 0)
			continue;
		take_threads(model, state, symmetry->to[o], &form);
		if (order == 0)
			order = compare_threads(&form, &best, model->threads);
		if (order > 0)
			continue;
		ties = order == 0 ? ties + 1 : 1;
		if (order < 0)
			best = form;
	}
	uint64_t orbit = symmetry->group / stabiliser(&best, model->threads, ties);

	put(model, &best, state);
	return orbit;
}
