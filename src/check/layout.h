/* SPDX-License-Identifier: MIT */
/* Fields of a packed state, read and written by name of field and index. */
#ifndef AGX_CHECK_LAYOUT_H
#define AGX_CHECK_LAYOUT_H

#include "agxrace/check.h"

static inline uint32_t layout_get(const struct agx_check_field *field, unsigned index,
				  const uint64_t *state)
{
	unsigned bit = field->first_bit + index * field->stride_bits;

	return (uint32_t)(state[bit / 64] >> (bit % 64) & (UINT64_MAX >> (64 - field->bits)));
}

static inline void layout_set(const struct agx_check_field *field, unsigned index, uint64_t *state,
			      uint32_t value)
{
	unsigned bit = field->first_bit + index * field->stride_bits;
	uint64_t mask = UINT64_MAX >> (64 - field->bits) << (bit % 64);

	state[bit / 64] = (state[bit / 64] & ~mask) | ((uint64_t)value << (bit % 64) & mask);
}

static inline unsigned layout_elements(const struct agx_check_model *model,
				       const struct agx_check_field *field)
{
	return field->domain == AGX_CHECK_PER_THREAD ? model->threads
	       : field->domain == AGX_CHECK_PER_SLOT ? model->slots
						     : 1;
}

/* VALUE of a field of range RANGE after slot S has become TO[S]; thread references are left alone. */
uint32_t layout_rename_slots(enum agx_check_range range, uint32_t value, const uint8_t *to,
			     unsigned slots);

/* Set RET_MASK (the model's words) to the bits that its fields tell of; of masks of slots, those of slots there are. */
void layout_mask(const struct agx_check_model *model, uint64_t *ret_mask);

/* Has STATE no bit beyond MASK? One that has would not be the same after it was taken apart and put together. */
static inline bool layout_tells(const uint64_t *mask, const uint64_t *state, unsigned words)
{
	uint64_t beyond = 0;

	for (unsigned i = 0; i < words; i++)
		beyond |= state[i] & ~mask[i];
	return beyond == 0;
}

/* Are all fields inside the state, none straddling a word, and every reference where it may be? Returns AGX_OK or
 * AGX_USAGE. */
AGX_MUST_USE enum agx_status layout_validate(const struct agx_check_model *model,
					     struct agx_error *err);

#endif
