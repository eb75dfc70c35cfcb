/* SPDX-License-Identifier: MIT */
/* The set of states seen: open addressing, linear probing, whole states in place, no hash compaction.
 *
 * An entry's first place is its hash times the capacity divided by 2^64, so the table is nearly sorted by hash:
 * growing is one sweep that reads the old and writes the new table in order, and the old one's memory goes back as
 * the sweep passes. Empty is all zeros; the state that is all zeros is a flag. Probing does not wrap: the table
 * ends in TABLE_TAIL more places, and running out of those is a reason to grow.
 *
 * WORDS is a parameter of the hot functions so that callers with a constant get code for that width.
 *
 * Thread safety: none; one owner. Tables that partition the states by hash need no lock. */
#ifndef AGX_CHECK_STATE_TABLE_H
#define AGX_CHECK_STATE_TABLE_H

#include "check/pages.h"

#include <string.h>

#define ALWAYS_INLINE inline __attribute__((always_inline))

enum { TABLE_TAIL = 4096 };

struct state_table {
	uint64_t *places; /* (capacity + TABLE_TAIL) x words */
	uint64_t capacity;
	uint64_t count; /* without the zero state */
	uint64_t count_max; /* grow beyond */
	bool zero_seen;
	unsigned words;
	struct page_budget *budget;
};

/* Returns false on lack of memory or budget. */
bool state_table_init(struct state_table *table, unsigned words, struct page_budget *budget);
void state_table_release(struct state_table *table);

/* Make the table twice as large, or more; false on lack of memory or budget, the table is then unchanged. */
bool state_table_grow(struct state_table *table);

/* Is STATE in the table? */
bool state_table_has(const struct state_table *table, const uint64_t *state);

/* Copy the table's states to RET_STATES, which has room for all; returns how many. */
uint64_t state_table_copy(const struct state_table *table, uint64_t *ret_states);

/* Insert without looking at the budget beforehand. -1: no memory; 0: was there; 1: is new. */
int state_table_add(struct state_table *table, const uint64_t *state);

static ALWAYS_INLINE uint64_t state_hash(const uint64_t *state, unsigned words)
{
	uint64_t h = state[0];

	for (unsigned i = 1; i < words; i++) {
		h *= UINT64_C(0x9fb21c651e98df25);
		h ^= h >> 32;
		h += state[i];
	}
	h *= UINT64_C(0x9e3779b97f4a7c15);
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	return h ^ h >> 29;
}

static ALWAYS_INLINE uint64_t scale(uint64_t hash, uint64_t range)
{
	__extension__ typedef unsigned __int128 wide;

	return (uint64_t)((wide)hash * range >> 64);
}

static ALWAYS_INLINE bool state_is_zero(const uint64_t *state, unsigned words)
{
	uint64_t any = state[0];

	for (unsigned i = 1; i < words; i++)
		any |= state[i];
	return any == 0;
}

static ALWAYS_INLINE bool state_is_equal(const uint64_t *a, const uint64_t *b, unsigned words)
{
	uint64_t differs = a[0] ^ b[0];

	for (unsigned i = 1; i < words; i++)
		differs |= a[i] ^ b[i];
	return differs == 0;
}

static ALWAYS_INLINE void state_table_prefetch(const struct state_table *table, uint64_t hash,
					       unsigned words)
{
	__builtin_prefetch(table->places + scale(hash, table->capacity) * words, 1);
}

/* Insert STATE, whose hash is HASH, growing as needed. -1: no memory; 0: was there; 1: is new. */
static ALWAYS_INLINE int state_table_insert(struct state_table *table, const uint64_t *state,
					    uint64_t hash, unsigned words)
{
	if (state_is_zero(state, words)) {
		int is_new = !table->zero_seen;

		table->zero_seen = true;
		return is_new;
	}
	for (;;) {
		const uint64_t *end = table->places + (table->capacity + TABLE_TAIL) * words;
		uint64_t *place = table->places + scale(hash, table->capacity) * words;

		if (__builtin_expect(table->count >= table->count_max, 0) &&
		    state_table_has(table, state))
			return 0;
		/* Whether it stops at the state or at an empty place is no branch, as nothing foretells it; the
		 * state is written either way. */
		while (place < end && !(state_is_zero(place, words) | state_is_equal(place, state, words)))
			place += words;
		if (place < end && table->count < table->count_max) {
			int is_new = state_is_zero(place, words);

			for (unsigned i = 0; i < words; i++)
				place[i] = state[i];
			table->count += (uint64_t)is_new;
			return is_new;
		}
		if (!state_table_grow(table))
			return -1;
	}
}

#endif
