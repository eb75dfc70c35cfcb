/* SPDX-License-Identifier: MIT */
#include "agxrace/check.h"

#include "check/layout.h"

enum { SAMPLES = 20000 };

/* SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
static uint64_t draw(uint64_t *seed)
{
	uint64_t x = *seed += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* Any value that the field may hold. */
static uint32_t draw_value(const struct agx_check_model *model, const struct agx_check_field *field,
			   uint64_t *seed)
{
	uint32_t bits = (uint32_t)(draw(seed) >> 32) >> (32 - field->bits);

	switch (field->range) {
	case AGX_CHECK_THREAD_REF:
		return bits % (model->threads + 1);
	case AGX_CHECK_SLOT_REF:
		return bits % (model->slots + 1);
	case AGX_CHECK_SLOT_MASK:
		return bits & ((1u << model->slots) - 1);
	case AGX_CHECK_VALUE:
		break;
	}
	return bits;
}

/* One value for all elements now and then: invariants often speak of several in the same place. */
static void draw_state(const struct agx_check_model *model, uint64_t *seed, uint64_t *ret_state)
{
	memset(ret_state, 0, model->words * sizeof *ret_state);
	for (size_t i = 0; i < model->field_count; i++) {
		const struct agx_check_field *f = &model->fields[i];
		bool alike = draw(seed) % 2 == 0;
		uint32_t value = draw_value(model, f, seed);

		for (unsigned e = 0; e < layout_elements(model, f); e++)
			layout_set(f, e, ret_state, alike ? value : draw_value(model, f, seed));
	}
}

uint64_t agx_check_vacuous_invariants(const struct agx_check_model *model)
{
	uint64_t seed = 1;
	uint64_t unbroken = 0;
	uint64_t state[AGX_CHECK_WORDS_MAX];
	struct agx_error err;

	if (layout_validate(model, &err) != AGX_OK)
		return 0;
	for (size_t i = 0; i < model->invariant_count && i < 64; i++)
		unbroken |= UINT64_C(1) << i;
	for (unsigned sample = 0; unbroken != 0 && sample < SAMPLES; sample++) {
		draw_state(model, &seed, state);
		for (size_t i = 0; i < model->invariant_count && i < 64; i++) {
			if (!model->invariants[i].holds(model->context, state))
				unbroken &= ~(UINT64_C(1) << i);
		}
	}
	return unbroken;
}
