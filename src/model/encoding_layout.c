/* SPDX-License-Identifier: MIT */
/* How a state is packed. Threads' records first, each in a power of two of bits so that none straddles a word, then
 * the slots' likewise, then what is global. Fields that a configuration does not need take no bits. */
#include "model/encoding_internal.h"

#include "base/assert.h"

#include <stddef.h>

/* A record being laid out: fields of one domain. */
struct record {
	struct encoding *encoding;
	enum agx_check_domain domain;
	unsigned first_bit;
	unsigned stride_bits; /* 0 while only the width is sought */
	unsigned bits;        /* used so far */
	unsigned elements;
	size_t offset;     /* of element 0's struct in struct encoding_state */
	size_t step_bytes; /* from one element's struct to the next */
};

/* The field NAME of BITS bits, an int at MEMBER of each element's struct. */
static void add_field(struct record *record, const char *name, enum agx_check_range range, int bits,
		      size_t member)
{
	struct encoding *encoding = record->encoding;
	struct agx_check_model *model = &encoding->check;

	if (bits == 0)
		return;
	if (record->stride_bits != 0) {
		AGX_ASSERT(model->field_count < AGX_CHECK_FIELDS_MAX);
		encoding->fields[model->field_count++] = (struct agx_check_field) {
			.name = name,
			.domain = record->domain,
			.range = range,
			.first_bit = (uint16_t)(record->first_bit + record->bits),
			.stride_bits = (uint16_t)record->stride_bits,
			.bits = (uint8_t)bits,
		};
		for (unsigned i = 0; i < record->elements; i++) {
			unsigned bit =
				record->first_bit + i * record->stride_bits + record->bits;

			AGX_ASSERT(encoding->element_count < ENCODING_ELEMENTS_MAX);
			encoding->elements[encoding->element_count++] = (struct encoding_element) {
				.offset = (uint16_t)(record->offset + i * record->step_bytes + member),
				.word = (uint8_t)(bit / 64),
				.shift = (uint8_t)(bit % 64),
				.bits = (uint8_t)bits,
			};
		}
	}
	record->bits += (unsigned)bits;
}

/* The mask of slots that an encoder owns: an array of ints in the state, one field of bits when packed. */
static void add_owns(struct record *record, size_t member)
{
	struct encoding *encoding = record->encoding;
	unsigned slots = encoding->config.slots;
	unsigned first = record->bits;

	if (record->stride_bits != 0) {
		encoding->fields[encoding->check.field_count++] = (struct agx_check_field) {
			.name = "owns",
			.domain = record->domain,
			.range = AGX_CHECK_SLOT_MASK,
			.first_bit = (uint16_t)(record->first_bit + first),
			.stride_bits = (uint16_t)record->stride_bits,
			.bits = (uint8_t)slots,
		};
		for (unsigned i = 0; i < record->elements * slots; i++) {
			unsigned bit = record->first_bit + i / slots * record->stride_bits + first +
				       i % slots;

			AGX_ASSERT(encoding->element_count < ENCODING_ELEMENTS_MAX);
			encoding->elements[encoding->element_count++] = (struct encoding_element) {
				.offset = (uint16_t)(record->offset + i / slots * record->step_bytes +
						     member + (i % slots + 1) * sizeof(int)),
				.word = (uint8_t)(bit / 64),
				.shift = (uint8_t)(bit % 64),
				.bits = 1,
			};
		}
	}
	record->bits += slots;
}

static int ref_bits(unsigned slots)
{
	return slots < 2 ? 1 : slots < 4 ? 2 : 3;
}

static void add_encoder(struct record *record, size_t base)
{
	const struct encoding_constants *c = &record->encoding->constants;
	int ref = ref_bits(record->encoding->config.slots);

#define ADD(name, range, bits) \
	add_field(record, "encoder." #name, range, bits, base + offsetof(struct encoding_encoder, name));
	ENCODING_ENCODER_FIELDS(ADD)
#undef ADD
	add_owns(record, base + offsetof(struct encoding_encoder, owns));
}

static void add_thread(struct record *record)
{
	const struct encoding_constants *c = &record->encoding->constants;
	int ref = ref_bits(record->encoding->config.slots);

#define ADD(name, range, bits) \
	add_field(record, #name, range, bits, offsetof(struct encoding_thread, name));
	ENCODING_THREAD_FIELDS(ADD)
#undef ADD
	if (!c->SHARED)
		add_encoder(record, offsetof(struct encoding_thread, encoder));
}

static void add_slot(struct record *record)
{
	const struct encoding_constants *c = &record->encoding->constants;

#define ADD(name, range, bits) \
	add_field(record, "slot." #name, range, bits, offsetof(struct encoding_slot, name));
	ENCODING_SLOT_FIELDS(ADD)
#undef ADD
}

static void add_global(struct record *record)
{
	const struct encoding_constants *c = &record->encoding->constants;

#define ADD(name, range, bits) \
	add_field(record, "global." #name, range, bits, offsetof(struct encoding_global, name));
	ENCODING_GLOBAL_FIELDS(ADD)
#undef ADD
	if (c->SHARED)
		add_encoder(record, offsetof(struct encoding_global, encoder));
}

/* Lay a record of ELEMENTS elements out from FIRST_BIT; returns the bit after it. */
static unsigned lay(struct record record, void (*add)(struct record *), unsigned first_bit)
{
	unsigned stride = 1;

	add(&record); /* for its width */
	while (stride < record.bits)
		stride *= 2;
	first_bit = (first_bit + stride - 1) / stride * stride;
	record.first_bit = first_bit;
	record.stride_bits = stride;
	record.bits = 0;
	add(&record);
	return first_bit + record.elements * stride;
}

enum agx_status encoding_layout(struct encoding *encoding, struct agx_error *err)
{
	unsigned threads = encoding->config.threads;
	unsigned slots = encoding->config.slots;
	unsigned bit = 0;

	bit = lay((struct record) {.encoding = encoding,
				   .domain = AGX_CHECK_PER_THREAD,
				   .elements = threads,
				   .offset = offsetof(struct encoding_state, threads),
				   .step_bytes = sizeof(struct encoding_thread)},
		  add_thread, bit);
	bit = lay((struct record) {.encoding = encoding,
				   .domain = AGX_CHECK_PER_SLOT,
				   .elements = slots,
				   .offset = offsetof(struct encoding_state, slots) +
					     sizeof(struct encoding_slot),
				   .step_bytes = sizeof(struct encoding_slot)},
		  add_slot, bit);
	bit = lay((struct record) {.encoding = encoding,
				   .domain = AGX_CHECK_GLOBAL,
				   .elements = 1,
				   .offset = offsetof(struct encoding_state, global),
				   .step_bytes = 0},
		  add_global, bit);
	encoding->check.words = (bit + 63) / 64;
	if (encoding->check.words > AGX_CHECK_WORDS_MAX)
		return agx_fail(err, AGX_USAGE, "%u threads and %u slots need too many bits a state",
				threads, slots);
	encoding->used_bytes = offsetof(struct encoding_state, threads) +
			       threads * sizeof(struct encoding_thread);
	return AGX_OK;
}

void encoding_unpack(const struct encoding *encoding, const uint64_t *packed,
		     struct encoding_state *ret_state)
{
	memset(ret_state, 0, encoding->used_bytes);
	for (size_t i = 0; i < encoding->element_count; i++) {
		const struct encoding_element *element = &encoding->elements[i];
		int value = (int)(packed[element->word] >> element->shift &
				  ((UINT64_C(1) << element->bits) - 1));

		memcpy((char *)ret_state + element->offset, &value, sizeof value);
	}
}

bool encoding_pack(const struct encoding *encoding, const struct encoding_state *state,
		   uint64_t *ret_packed)
{
	bool fits = true;

	memset(ret_packed, 0, encoding->check.words * sizeof *ret_packed);
	for (size_t i = 0; i < encoding->element_count; i++) {
		const struct encoding_element *element = &encoding->elements[i];
		int value;

		memcpy(&value, (const char *)state + element->offset, sizeof value);
		fits &= value >= 0 && value < 1 << element->bits;
		ret_packed[element->word] |= (uint64_t)(unsigned)value << element->shift;
	}
	return fits;
}
