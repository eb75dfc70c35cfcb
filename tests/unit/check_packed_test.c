/* SPDX-License-Identifier: MIT */
/* The table of packed states against the plain one: nothing is lost, nothing is taken for something else. That several threads may
 * write to it is stress/check_packed's. */
#include "check/packed_table.h"
#include "support/check_random.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>

static struct page_budget budget = {.bytes_max = UINT64_C(1) << 32};

static uint64_t random_state(uint64_t *seed, unsigned bits)
{
	uint64_t state = (uint64_t)random_below(seed, 1u << 31) << 31 ^ random_below(seed, 1u << 31);

	return state & ((UINT64_C(1) << bits) - 1);
}

static bool grow(struct packed_table *table, unsigned parts)
{
	if (!packed_table_grow_begin(table))
		return false;
	for (unsigned part = 0; part < parts; part++)
		packed_table_grow_move(table, part, parts);
	return packed_table_grow_end(table);
}

/* Add, as a search does, which grows the table between batches only. */
static int add(struct packed_table *table, uint64_t state)
{
	int added = packed_table_add(table, state);

	atomic_fetch_add(&table->count, (uint64_t)(added > 0));
	return added;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* TABLE has exactly the states of PLAIN. */
static void expect_same(const struct packed_table *table, const struct state_table *plain)
{
	uint64_t count = plain->count + plain->zero_seen;
	uint64_t *a = malloc((count + 1) * sizeof *a);
	uint64_t *b = malloc((count + 1) * sizeof *b);

	cr_assert_eq(atomic_load(&table->count), count);
	cr_assert_eq(packed_table_copy(table, a), count);
	cr_assert_eq(state_table_copy(plain, b), count);
	qsort(a, count, sizeof *a, compare);
	qsort(b, count, sizeof *b, compare);
	cr_assert_arr_eq(a, b, count * sizeof *a);
	free(a);
	free(b);
}

Test(check_packed, a_hash_is_one_state_s)
{
	static bool seen[1 << PACKED_BITS_MIN];
	uint64_t seed = 1;

	for (uint64_t state = 0; state < UINT64_C(1) << PACKED_BITS_MIN; state++) {
		uint64_t hash = packed_hash(state, PACKED_BITS_MIN);

		cr_assert_eq(hash << PACKED_BITS_MIN, 0);
		cr_assert_not(seen[hash >> (64 - PACKED_BITS_MIN)]);
		seen[hash >> (64 - PACKED_BITS_MIN)] = true;
	}
	for (unsigned bits = PACKED_BITS_MIN; bits <= PACKED_BITS_MAX; bits++) {
		for (unsigned i = 0; i < 10000; i++) {
			uint64_t state = random_state(&seed, bits);

			cr_assert_eq(packed_unhash(packed_hash(state, bits), bits), state, "%u bits", bits);
		}
	}
}

Test(check_packed, it_holds_what_a_plain_table_holds)
{
	/* Bits at which the lanes are narrow from the start, become so on the way, stay wide; and one at which all states there are fit. */
	static const unsigned widths[] = {PACKED_BITS_MIN, 17, 23, 24, 30, 31, 36, 40, PACKED_BITS_MAX};

	for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
		unsigned bits = widths[w];
		struct packed_table table;
		struct state_table plain;
		uint64_t seed = bits;

		cr_assert(packed_table_init(&table, bits, &budget));
		cr_assert(state_table_init(&plain, 1, &budget));
		for (unsigned i = 0; i < 300000; i++) {
			/* A third from few, so that many come again; a third side by side. */
			uint64_t state = i % 3 == 0   ? random_state(&seed, bits)
					 : i % 3 == 1 ? random_state(&seed, 16)
						      : i & ((UINT64_C(1) << bits) - 1);

			cr_assert_eq(add(&table, state), state_table_add(&plain, &state), "%u bits, %" PRIx64,
				     bits, state);
			if (packed_table_is_due(&table) && i % 500 == 0)
				cr_assert(grow(&table, 1 + i % 3));
		}
		expect_same(&table, &plain);
		packed_table_release(&table);
		state_table_release(&plain);
	}
	cr_assert_eq(atomic_load(&budget.bytes), 0);
}

/* States of one group: all but the first few have no lane. They are told apart all the same, before and after the table grows. In
 * the first group the state 0 comes last, when there is no lane left. */
Test(check_packed, a_crowd_overflows_and_is_kept)
{
	static const unsigned widths[] = {20, 36, 20, 36};

	for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
		unsigned bits = widths[w];
		uint64_t first = w < 2 ? UINT64_C(1) << (bits - 1) : 0;
		struct packed_table table;
		struct state_table plain;

		cr_assert(packed_table_init(&table, bits, &budget));
		cr_assert(state_table_init(&plain, 1, &budget));
		for (unsigned round = 0; round < 8; round++) {
			for (uint64_t rest = 1000; rest-- > 0;) {
				uint64_t hash = (first + rest) << (64 - bits);
				uint64_t state = packed_unhash(hash, bits);

				cr_assert_eq(add(&table, state), round == 0 ? 1 : 0);
				(void)state_table_add(&plain, &state);
			}
			cr_assert_gt(table.overflow.count, 0);
			cr_assert(round > 0 || table.overflow.zero_seen == (first == 0));
			expect_same(&table, &plain);
			cr_assert(grow(&table, 2));
		}
		packed_table_release(&table);
		state_table_release(&plain);
	}
}

Test(check_packed, it_stays_as_it_is_when_it_cannot_grow)
{
	struct page_budget small = {.bytes_max = 64 << 10};
	struct packed_table table;
	struct state_table plain;

	cr_assert(packed_table_init(&table, 30, &small));
	cr_assert(state_table_init(&plain, 1, &budget));
	for (uint64_t state = 0; state < 700; state++)
		cr_assert_eq(add(&table, state * 977), state_table_add(&plain, &(uint64_t) {state * 977}));
	small.bytes_max = atomic_load(&small.bytes);
	cr_assert_not(packed_table_grow_begin(&table));
	expect_same(&table, &plain);
	for (uint64_t state = 0; state < 700; state++)
		cr_assert_eq(add(&table, state * 977), 0);
	packed_table_release(&table);
	cr_assert_eq(atomic_load(&small.bytes), 0);
	state_table_release(&plain);
}
