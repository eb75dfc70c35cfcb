/* SPDX-License-Identifier: MIT */
#include "check/state_table.h"

#include "base/assert.h"

enum {
	CAPACITY_FIRST = 1 << 10,
	CAPACITY_SLOW = 1 << 20, /* from here on grow by two, not by four */
	SWEEP_BYTES = 1 << 23,   /* of the old table, given back at once */
	SWEEP_PLACES = 256,      /* looked at together */
};

static size_t table_bytes(uint64_t capacity, unsigned words)
{
	return (capacity + TABLE_TAIL) * words * sizeof(uint64_t);
}

/* Three fifths full at most: beyond, probes get long, and how long they get is what the processor cannot foresee. */
static void set_capacity(struct state_table *table, uint64_t capacity)
{
	table->capacity = capacity;
	table->count_max = capacity / 5 * 3;
}

bool state_table_init(struct state_table *table, unsigned words, struct page_budget *budget)
{
	size_t bytes = table_bytes(CAPACITY_FIRST, words);

	*table = (struct state_table) {.words = words, .budget = budget};
	if (!budget_take(budget, bytes))
		return false;
	table->places = pages_new(bytes);
	if (table->places == NULL) {
		budget_give(budget, bytes);
		return false;
	}
	set_capacity(table, CAPACITY_FIRST);
	return true;
}

void state_table_release(struct state_table *table)
{
	size_t bytes = table_bytes(table->capacity, table->words);

	if (table->places == NULL)
		return;
	pages_free(table->places, bytes);
	budget_give(table->budget, bytes);
	table->places = NULL;
}

/* Put STATE, known to be absent, into the larger table. False when its tail is full. */
static ALWAYS_INLINE bool put(uint64_t *places, uint64_t capacity, unsigned words, const uint64_t *state)
{
	const uint64_t *end = places + (capacity + TABLE_TAIL) * words;
	uint64_t *place = places + scale(state_hash(state, words), capacity) * words;

	while (place < end && !state_is_zero(place, words))
		place += words;
	if (place == end)
		return false;
	for (unsigned k = 0; k < words; k++)
		place[k] = state[k];
	return true;
}

/* Move COUNT places to the larger table. The states among them are listed first, written always and counted where there
 * is one: which places are empty is what the processor cannot foresee. */
static ALWAYS_INLINE bool move(const uint64_t *from, uint64_t count, uint64_t *places, uint64_t capacity,
			       unsigned words)
{
	const uint64_t *states[SWEEP_PLACES];
	unsigned found = 0;
	bool whole = true;

	for (uint64_t i = 0; i < count; i++) {
		states[found] = from + i * words;
		found += !state_is_zero(from + i * words, words);
	}
	for (unsigned i = 0; i < found; i++)
		whole &= put(places, capacity, words, states[i]);
	return whole;
}

/* Memory of both tables is never whole at once: the old one's goes back as the new one's is touched. So the
 * budget is asked for the difference only. */
static ALWAYS_INLINE bool sweep(struct state_table *table, uint64_t *places, uint64_t capacity,
				unsigned words)
{
	uint64_t total = table->capacity + TABLE_TAIL;
	size_t given_back = 0; /* a multiple of SWEEP_BYTES, so of the page size */

	for (uint64_t i = 0; i < total; i += SWEEP_PLACES) {
		uint64_t count = total - i < SWEEP_PLACES ? total - i : SWEEP_PLACES;

		if (!move(table->places + i * words, count, places, capacity, words))
			return false;
		if ((i + count) * words * sizeof *places >= given_back + SWEEP_BYTES) {
			pages_discard((char *)table->places + given_back, SWEEP_BYTES);
			given_back += SWEEP_BYTES;
		}
	}
	return true;
}

bool state_table_grow(struct state_table *table)
{
	uint64_t capacity = table->capacity < CAPACITY_SLOW ? table->capacity * 4
							    : table->capacity * 2;
	size_t before = table_bytes(table->capacity, table->words);
	size_t after = table_bytes(capacity, table->words);
	uint64_t *places;
	bool whole;

	if (!budget_take(table->budget, after - before))
		return false;
	places = pages_new(after);
	if (places == NULL) {
		budget_give(table->budget, after - before);
		return false;
	}
	whole = table->words == 1 ? sweep(table, places, capacity, 1)
				  : sweep(table, places, capacity, table->words);
	/* At a load of a half, a run of entries past the tail's 4096 places does not happen with this hash; were
	 * it to, states would be lost, so it must not pass unseen. */
	AGX_ASSERT(whole);
	pages_free(table->places, before);
	table->places = places;
	set_capacity(table, capacity);
	return true;
}

bool state_table_has(const struct state_table *table, const uint64_t *state)
{
	unsigned words = table->words;
	const uint64_t *end = table->places + (table->capacity + TABLE_TAIL) * words;
	const uint64_t *place;

	if (state_is_zero(state, words))
		return table->zero_seen;
	place = table->places + scale(state_hash(state, words), table->capacity) * words;
	for (; place < end && !state_is_zero(place, words); place += words) {
		if (state_is_equal(place, state, words))
			return true;
	}
	return false;
}

uint64_t state_table_copy(const struct state_table *table, uint64_t *ret_states)
{
	unsigned words = table->words;
	uint64_t total = table->capacity + TABLE_TAIL;
	uint64_t count = 0;

	if (table->zero_seen)
		memset(ret_states + words * count++, 0, words * sizeof *ret_states);
	for (uint64_t i = 0; i < total; i++) {
		const uint64_t *state = table->places + i * words;

		if (!state_is_zero(state, words))
			memcpy(ret_states + words * count++, state, words * sizeof *state);
	}
	return count;
}

int state_table_add(struct state_table *table, const uint64_t *state)
{
	return state_table_insert(table, state, state_hash(state, table->words), table->words);
}
