/* SPDX-License-Identifier: MIT */
/* A set of exact states of one word and few bits, in a fraction of a word each. A state's
 * hash is a permutation of its bits, so a state is its hash: the leading bits are the
 * number of the group that holds it, and only the others are stored, in a lane of 32 or,
 * once the table is large enough, 16 bits (Knuth, The Art of Computer Programming, volume
 * 3, section 6.4, exercise 13; Cleary, "Compact hash tables using bidirectional linear
 * probing", 1984). A group is half a cache line and is looked through whole, without a
 * branch. What a full group has no lane for goes to a table of whole states.
 *
 * Thread safety: packed_table_insert_shared may run in any number of threads at once
 * (as in Laarman, van de Pol and Weber, "Boosting multi-core reachability performance
 * with shared hash tables", FMCAD 2010, but without a lock for a bucket: lanes are filled
 * in order and never change). To grow, one thread begins, all move their parts, one ends,
 * with a barrier before, between and after. */
#ifndef AGX_CHECK_PACKED_TABLE_H
#define AGX_CHECK_PACKED_TABLE_H

#include "check/cache_apart.h"
#include "check/state_table.h"

#include <pthread.h>

enum {
	PACKED_GROUP_WORDS = 4,
	PACKED_BITS_MIN = 16, /* of a state */
	PACKED_BITS_MAX = 44, /* more would make the smallest table large */
};

/* Bits from the lowest: lanes in use have their highest bit set, those unused are 0. */
struct packed_groups {
	uint64_t *words; /* PACKED_GROUP_WORDS << group_bits */
	unsigned group_bits;
	unsigned rest_bits; /* of a state, next to those */
	bool narrow;
};

struct packed_table {
	struct packed_groups groups; /* words NULL: not in use */
	unsigned bits;               /* of a state */
	uint64_t count_max;          /* grow beyond, soon */
	struct page_budget *budget;
	pthread_mutex_t lock; /* guards overflow */
	struct state_table overflow;
	/* While it grows: what it was, and how many states of that were moved. */
	struct packed_groups old;
	_Atomic uint64_t moved;
	_Atomic bool failed;
	/* Of all states; the users add what they inserted. Away from what they read all the time. */
	_Alignas(CACHE_APART) _Atomic uint64_t count;
};

/* An empty table for states of BITS bits, PACKED_BITS_MIN to PACKED_BITS_MAX. False on
 * lack of memory or budget. */
bool packed_table_init(struct packed_table *table, unsigned bits,
		       struct page_budget *budget);
void packed_table_release(struct packed_table *table);

/* The alone form of packed_table_insert, for a few states. */
int packed_table_add(struct packed_table *table, uint64_t state);

/* Has the table more states than it should? */
static inline bool packed_table_is_due(const struct packed_table *table)
{
	return atomic_load_explicit(&table->count, memory_order_relaxed) >
	       table->count_max;
}

/* Make room in three steps, the middle one in PARTS parts. False, after the first or the
 * last, on lack of memory or budget: after the last one states are missing, and the
 * search is over. */
bool packed_table_grow_begin(struct packed_table *table);
void packed_table_grow_move(struct packed_table *table, unsigned part, unsigned parts);
bool packed_table_grow_end(struct packed_table *table);

/* Copy all states to RET_STATES, which has room for them; returns how many. */
uint64_t packed_table_copy(const struct packed_table *table, uint64_t *ret_states);

#define PACKED_SHIFT 24
#define PACKED_FACTOR_1 UINT64_C(0x9e3779b97f4a7c15)
#define PACKED_FACTOR_2 UINT64_C(0xd6e8feb86659fd93)

/* The permutation, its result shifted to the word's high end. STATE must be below 2^BITS.
 */
static ALWAYS_INLINE uint64_t packed_hash(uint64_t state, unsigned bits)
{
	uint64_t mask = ~UINT64_C(0) << (64 - bits);
	uint64_t h = state << (64 - bits);

	h *= PACKED_FACTOR_1;
	h ^= h >> PACKED_SHIFT & mask;
	return h * PACKED_FACTOR_2;
}

/* The state whose packed_hash is HASH. */
uint64_t packed_unhash(uint64_t hash, unsigned bits);

/* For a state whose group has no lane with it and none that is free: see
 * packed_table_insert. */
int packed_table_overflow(struct packed_table *table, uint64_t hash);

/* packed_table_insert_shared for when others are writing to the same group. */
int packed_table_insert_contended(struct packed_table *table, uint64_t hash);

static ALWAYS_INLINE unsigned packed_lane_bits(bool narrow)
{
	return narrow ? 16 : 32;
}

/* A one at each lane's lowest bit. */
static ALWAYS_INLINE uint64_t packed_ones(bool narrow)
{
	return narrow ? UINT64_C(0x0001000100010001) : UINT64_C(0x0000000100000001);
}

static ALWAYS_INLINE uint64_t *packed_group(const struct packed_groups *groups,
					    uint64_t hash)
{
	return groups->words + (hash >> (64 - groups->group_bits)) * PACKED_GROUP_WORDS;
}

/* What a lane holds of a state with HASH. */
static ALWAYS_INLINE uint64_t packed_lane(const struct packed_groups *groups,
					  uint64_t hash, bool narrow)
{
	uint64_t rest = hash << groups->group_bits >> (64 - groups->rest_bits);

	return rest | UINT64_C(1) << (packed_lane_bits(narrow) - 1);
}

/* Not 0 if a lane of WORD is LANE. (Subtracting borrows only above a lane that is equal.)
 */
static ALWAYS_INLINE uint64_t packed_match(uint64_t word, uint64_t lane, bool narrow)
{
	uint64_t ones = packed_ones(narrow);
	uint64_t differs = word ^ lane * ones;

	return (differs - ones) & ~differs & ones << (packed_lane_bits(narrow) - 1);
}

static ALWAYS_INLINE void packed_prefetch(const struct packed_groups *groups,
					  uint64_t hash)
{
	__builtin_prefetch(packed_group(groups, hash), 1);
}

/* The same for one who will write there, while others write to the table too. */
static ALWAYS_INLINE void packed_prefetch_to_write(const struct packed_groups *groups, uint64_t hash)
{
#ifdef __x86_64__
	/* The builtin fetches no more than for a read. Processors that do not know this instruction take it for none. */
	__asm__ volatile("prefetchw %0" : : "m"(*packed_group(groups, hash)));
#else
	__builtin_prefetch(packed_group(groups, hash), 1);
#endif
}

/* Is the state whose packed_hash is HASH in a lane? GROUPS are the table's, and NARROW is as there. For tables that others write to:
 * it may have come there by the time of the answer. */
static ALWAYS_INLINE bool packed_table_has(const struct packed_groups *groups, uint64_t hash, bool narrow)
{
	const uint64_t *group = packed_group(groups, hash);
	uint64_t lane = packed_lane(groups, hash, narrow);
	uint64_t match = 0;

#pragma GCC unroll 4
	for (unsigned i = 0; i < PACKED_GROUP_WORDS; i++) /* relaxed: a lane publishes nothing but itself */
		match |= packed_match(__atomic_load_n(&group[i], __ATOMIC_RELAXED), lane, narrow);
	return match != 0;
}

/* Insert the state whose packed_hash is HASH, while no one else writes to the table. GROUPS are a copy of the table's, which can
 * stay in registers. -1: no memory; 0: was there; 1: is new. */
static ALWAYS_INLINE int packed_table_insert(struct packed_table *table, struct packed_groups groups, uint64_t hash,
					     bool narrow)
{
	unsigned lane_bits = packed_lane_bits(narrow);
	unsigned word_lanes = 64 / lane_bits;
	uint64_t ones = packed_ones(narrow);
	uint64_t *group = packed_group(&groups, hash);
	uint64_t lane = packed_lane(&groups, hash, narrow);
	uint64_t match = 0;
	uint64_t used = 0; /* lanes, in sums side by side */
	unsigned count;
	uint64_t added;

#pragma GCC unroll 4
	for (unsigned i = 0; i < PACKED_GROUP_WORDS; i++) {
		match |= packed_match(group[i], lane, narrow);
		used += group[i] >> (lane_bits - 1) & ones;
	}
	count = (unsigned)(used * ones >> (64 - lane_bits));
	if (__builtin_expect(count == PACKED_GROUP_WORDS * word_lanes, 0))
		return match != 0 ? 0 : packed_table_overflow(table, hash);
	/* Written whether new or not: which it is the processor cannot foresee. */
	added = (uint64_t)(match == 0);
	group[count / word_lanes] |= (lane & -added) << count % word_lanes * lane_bits;
	return (int)added;
}

/* As packed_table_insert, while others may write to the table too. The state goes to the first word that has a free lane, which is left as it was
 * found or the look-up begins anew; the words before that are full, so they stay as they were found. */
static ALWAYS_INLINE int packed_table_insert_shared(struct packed_table *table, struct packed_groups groups, uint64_t hash,
						    bool narrow)
{
	unsigned lane_bits = packed_lane_bits(narrow);
	uint64_t ones = packed_ones(narrow);
	uint64_t *group = packed_group(&groups, hash);
	uint64_t lane = packed_lane(&groups, hash, narrow);
	uint64_t word = __atomic_load_n(&group[0], __ATOMIC_RELAXED); /* a lane publishes nothing but itself */
	uint64_t match = packed_match(word, lane, narrow);
	uint64_t used;
	unsigned at = 0;

#pragma GCC unroll 4
	for (unsigned i = 1; i < PACKED_GROUP_WORDS; i++) {
		uint64_t next = __atomic_load_n(&group[i], __ATOMIC_RELAXED);
		bool full = word >> 63 != 0;

		match |= packed_match(next, lane, narrow);
		at += full;
		word = full ? next : word;
	}
	if (__builtin_expect((match != 0) | (word >> 63 != 0), 0))
		return match != 0 ? 0 : packed_table_overflow(table, hash);
	used = (word >> (lane_bits - 1) & ones) * ones >> (64 - lane_bits);
	if (__builtin_expect(__atomic_compare_exchange_n(&group[at], &word, word | lane << used * lane_bits, false,
							 __ATOMIC_RELAXED, __ATOMIC_RELAXED), 1))
		return 1;
	return packed_table_insert_contended(table, hash);
}

#endif
