/* SPDX-License-Identifier: MIT */
#include "check/packed_table.h"

#include "base/assert.h"

#include <assert.h>

enum {
	WIDE_REST_MAX = 31, /* bits of a state that a lane holds, next to its mark */
	NARROW_REST_MAX = 15,
	/* States in two groups at most, on average: one state in a hundred finds its group full then. */
	WIDE_LOAD = 8,
	NARROW_LOAD = 20,
	GROUP_BITS_MIN = 8,
	LANES_MAX = PACKED_GROUP_WORDS * 4,
};

static struct packed_groups groups_of(unsigned bits, unsigned group_bits)
{
	unsigned rest_bits = bits - group_bits;

	return (struct packed_groups) {.group_bits = group_bits,
				       .rest_bits = rest_bits,
				       .narrow = rest_bits <= NARROW_REST_MAX};
}

static size_t group_bytes(const struct packed_groups *groups)
{
	return sizeof(uint64_t) * PACKED_GROUP_WORDS << groups->group_bits;
}

/* Memory for GROUPS, of which all else is set. */
static bool groups_init(struct packed_groups *groups, struct page_budget *budget)
{
	if (!budget_take(budget, group_bytes(groups)))
		return false;
	groups->words = pages_new(group_bytes(groups));
	if (groups->words == NULL)
		budget_give(budget, group_bytes(groups));
	return groups->words != NULL;
}

static void groups_release(struct packed_groups *groups, struct page_budget *budget)
{
	if (groups->words == NULL)
		return;
	pages_free(groups->words, group_bytes(groups));
	budget_give(budget, group_bytes(groups));
	groups->words = NULL;
}

static uint64_t count_max(const struct packed_groups *groups)
{
	return (uint64_t)(groups->narrow ? NARROW_LOAD : WIDE_LOAD) << groups->group_bits >> 1;
}

bool packed_table_init(struct packed_table *table, unsigned bits,
		       struct page_budget *budget)
{
	struct packed_groups groups;

	AGX_ASSERT(bits >= PACKED_BITS_MIN && bits <= PACKED_BITS_MAX);
	groups = groups_of(bits, bits > GROUP_BITS_MIN + WIDE_REST_MAX
					 ? bits - WIDE_REST_MAX
					 : GROUP_BITS_MIN);
	memset(table, 0, sizeof *table);
	table->bits = bits;
	table->budget = budget;
	if (!groups_init(&groups, budget))
		return false;
	if (!state_table_init(&table->overflow, 1, budget)) {
		groups_release(&groups, budget);
		return false;
	}
	(void)pthread_mutex_init(&table->lock,
				 NULL); /* cannot fail on the systems there are */
	table->groups = groups;
	table->count_max = count_max(&groups);
	return true;
}

void packed_table_release(struct packed_table *table)
{
	if (table->groups.words == NULL)
		return;
	groups_release(&table->groups, table->budget);
	groups_release(&table->old, table->budget);
	state_table_release(&table->overflow);
	(void)pthread_mutex_destroy(&table->lock);
}

/* The factors' inverses modulo 2^64. */
#define INVERSE_1 UINT64_C(0xf1de83e19937733d)
#define INVERSE_2 UINT64_C(0xcfee444d8b59a89b)

uint64_t packed_unhash(uint64_t hash, unsigned bits)
{
	uint64_t mask = ~UINT64_C(0) << (64 - bits);
	uint64_t mixed = hash * INVERSE_2;

	/* The shift twice leaves nothing, so it undoes itself. */
	static_assert(2 * PACKED_SHIFT >= PACKED_BITS_MAX, "a shift that undoes itself");
	return (mixed ^ (mixed >> PACKED_SHIFT & mask)) * INVERSE_1 >> (64 - bits);
}

int packed_table_overflow(struct packed_table *table, uint64_t hash)
{
	uint64_t state = packed_unhash(hash, table->bits);
	int added;

	(void)pthread_mutex_lock(&table->lock); /* cannot fail: a plain mutex, not held */
	added = state_table_add(&table->overflow, &state);
	(void)pthread_mutex_unlock(&table->lock);
	return added;
}

/* Words are looked through from the first on, and a word only once the one before it is full: who found a lane of a word free will
 * write to no later one, and what is written there meanwhile is looked at again. So two threads cannot both add the same state. */
int packed_table_insert_contended(struct packed_table *table, uint64_t hash)
{
	bool narrow = table->groups.narrow;
	unsigned lane_bits = packed_lane_bits(narrow);
	uint64_t *group = packed_group(&table->groups, hash);
	uint64_t lane = packed_lane(&table->groups, hash, narrow);

	for (unsigned i = 0; i < PACKED_GROUP_WORDS; i++) {
		uint64_t word = __atomic_load_n(&group[i], __ATOMIC_RELAXED);

		while (word >> 63 == 0 && packed_match(word, lane, narrow) == 0) {
			unsigned shift = 0;

			while (word >> shift != 0)
				shift += lane_bits;
			if (__atomic_compare_exchange_n(
				    &group[i], &word, word | lane << shift, true,
				    __ATOMIC_RELAXED, __ATOMIC_RELAXED))
				return 1;
		}
		if (packed_match(word, lane, narrow) != 0)
			return 0;
	}
	return packed_table_overflow(table, hash);
}

/* List the hashes of the states in group INDEX; returns how many. */
static unsigned list_group(const struct packed_table *table,
			   const struct packed_groups *groups, uint64_t index,
			   uint64_t ret_hashes[LANES_MAX])
{
	unsigned lane_bits = packed_lane_bits(groups->narrow);
	uint64_t rest_mask = (UINT64_C(1) << (lane_bits - 1)) - 1;
	uint64_t first = index << groups->rest_bits;
	unsigned count = 0;

	for (unsigned i = 0; i < PACKED_GROUP_WORDS; i++) {
		uint64_t word = groups->words[index * PACKED_GROUP_WORDS + i];

		for (; word != 0; word = word >> 1 >> (lane_bits - 1))
			ret_hashes[count++] = (first | (word & rest_mask))
					      << (64 - table->bits);
	}
	return count;
}

int packed_table_add(struct packed_table *table, uint64_t state)
{
	uint64_t hash = packed_hash(state, table->bits);

	return packed_table_insert(table, table->groups, hash, table->groups.narrow);
}

/* Add a state that is not there. */
static ALWAYS_INLINE int put(struct packed_table *table, struct packed_groups groups,
			     uint64_t hash, bool narrow)
{
	unsigned lane_bits = packed_lane_bits(narrow);
	unsigned word_lanes = 64 / lane_bits;
	uint64_t ones = packed_ones(narrow);
	uint64_t *group = packed_group(&groups, hash);
	uint64_t used = 0;
	unsigned count;

	for (unsigned i = 0; i < PACKED_GROUP_WORDS; i++)
		used += group[i] >> (lane_bits - 1) & ones;
	count = (unsigned)(used * ones >> (64 - lane_bits));
	if (__builtin_expect(count == PACKED_GROUP_WORDS * word_lanes, 0))
		return packed_table_overflow(table, hash);
	group[count / word_lanes] |= packed_lane(&groups, hash, narrow)
				     << count % word_lanes * lane_bits;
	return 1;
}

/* Returns how many came to the table. */
static uint64_t put_all(struct packed_table *table, const uint64_t *hashes, size_t count)
{
	struct packed_groups groups = table->groups;
	uint64_t moved = 0;

	for (size_t i = 0; i < count; i++) {
		int added = groups.narrow ? put(table, groups, hashes[i], true)
					  : put(table, groups, hashes[i], false);

		if (added < 0)
			atomic_store_explicit(&table->failed, true, memory_order_relaxed);
		moved += added > 0;
	}
	return moved;
}

/* The states of OVERFLOW go to the new groups, which are larger, or to the new overflow. */
static uint64_t put_overflow(struct packed_table *table, const struct state_table *overflow)
{
	uint64_t total = overflow->capacity + TABLE_TAIL;
	uint64_t hash = packed_hash(0, table->bits);
	uint64_t moved = 0;

	if (overflow->zero_seen)
		moved += put_all(table, &hash, 1);
	for (uint64_t i = 0; i < total; i++) {
		if (overflow->places[i] == 0)
			continue;
		hash = packed_hash(overflow->places[i], table->bits);
		moved += put_all(table, &hash, 1);
	}
	return moved;
}

bool packed_table_grow_begin(struct packed_table *table)
{
	unsigned bits = table->bits;
	struct packed_groups grown = groups_of(bits, table->groups.group_bits);
	struct state_table overflow;
	struct state_table overflow_old = table->overflow;

	/* At the step to narrow lanes a group has room for twice as many as before
	 * without being any longer. */
	if (table->groups.narrow == grown.narrow)
		grown = groups_of(bits, grown.group_bits + 1);
	if (!state_table_init(&overflow, 1, table->budget))
		return false;
	if (!groups_init(&grown, table->budget)) {
		state_table_release(&overflow);
		return false;
	}
	table->old = table->groups;
	table->groups = grown;
	table->count_max = count_max(&grown);
	table->overflow = overflow;
	atomic_store_explicit(&table->moved, put_overflow(table, &overflow_old), memory_order_relaxed);
	state_table_release(&overflow_old);
	return true;
}

/* A group's states go to one group or to two side by side, and to no other's, so the
 * parts need no lock. */
void packed_table_grow_move(struct packed_table *table, unsigned part, unsigned parts)
{
	uint64_t total = UINT64_C(1) << table->old.group_bits;
	uint64_t stop =
		total / parts * (part + 1) + (part + 1 == parts ? total % parts : 0);
	uint64_t hashes[LANES_MAX];
	uint64_t moved = 0;

	for (uint64_t i = total / parts * part; i < stop; i++)
		moved += put_all(table, hashes, list_group(table, &table->old, i, hashes));
	atomic_fetch_add_explicit(&table->moved, moved, memory_order_relaxed);
}

bool packed_table_grow_end(struct packed_table *table)
{
	if (atomic_load_explicit(&table->failed, memory_order_relaxed))
		return false;
	AGX_ASSERT(atomic_load_explicit(&table->moved, memory_order_relaxed) ==
		   atomic_load_explicit(&table->count, memory_order_relaxed));
	groups_release(&table->old, table->budget);
	return true;
}

uint64_t packed_table_copy(const struct packed_table *table, uint64_t *ret_states)
{
	uint64_t total = UINT64_C(1) << table->groups.group_bits;
	uint64_t copied = state_table_copy(&table->overflow, ret_states);
	uint64_t hashes[LANES_MAX];

	for (uint64_t i = 0; i < total; i++) {
		unsigned count = list_group(table, &table->groups, i, hashes);

		for (unsigned k = 0; k < count; k++)
			ret_states[copied++] = packed_unhash(hashes[k], table->bits);
	}
	return copied;
}
