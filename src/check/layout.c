/* SPDX-License-Identifier: MIT */
#include "check/layout.h"

uint32_t layout_rename_slots(enum agx_check_range range, uint32_t value, const uint8_t *to,
			     unsigned slots)
{
	uint32_t mask = 0;

	if (range == AGX_CHECK_SLOT_REF)
		return value == 0 || value > slots ? value : to[value - 1] + 1u;
	if (range != AGX_CHECK_SLOT_MASK)
		return value;
	for (unsigned s = 0; s < slots; s++)
		mask |= (value >> s & 1) << to[s];
	return mask;
}

void layout_mask(const struct agx_check_model *model, uint64_t *ret_mask)
{
	memset(ret_mask, 0, model->words * sizeof *ret_mask);
	for (size_t i = 0; i < model->field_count; i++) {
		struct agx_check_field f = model->fields[i];

		if (f.range == AGX_CHECK_SLOT_MASK && f.bits > model->slots)
			f.bits = (uint8_t)model->slots;
		for (unsigned e = 0; f.bits > 0 && e < layout_elements(model, &f); e++)
			layout_set(&f, e, ret_mask, UINT32_MAX);
	}
}

static bool is_placed_well(const struct agx_check_model *model, const struct agx_check_field *field)
{
	unsigned elements = layout_elements(model, field);

	if (field->bits == 0 || field->bits > 32)
		return false;
	if (field->range == AGX_CHECK_THREAD_REF && field->domain == AGX_CHECK_PER_THREAD)
		return false;
	for (unsigned i = 0; i < elements; i++) {
		unsigned bit = field->first_bit + i * field->stride_bits;

		if (bit + field->bits > model->words * 64u || bit % 64 + field->bits > 64)
			return false;
	}
	return true;
}

enum agx_status layout_validate(const struct agx_check_model *model, struct agx_error *err)
{
	if (model->field_count == 0)
		return agx_fail(err, AGX_USAGE, "model '%s' does not tell its fields", model->name);
	if (model->field_count > AGX_CHECK_FIELDS_MAX || model->threads > AGX_CHECK_ACTORS_MAX ||
	    model->slots > AGX_CHECK_SLOTS_MAX)
		return agx_fail(err, AGX_USAGE, "model '%s' has too many fields, threads or slots",
				model->name);
	for (size_t i = 0; i < model->field_count; i++) {
		if (!is_placed_well(model, &model->fields[i]))
			return agx_fail(err, AGX_USAGE, "model '%s': field '%s' is out of place",
					model->name, model->fields[i].name);
	}
	return AGX_OK;
}
