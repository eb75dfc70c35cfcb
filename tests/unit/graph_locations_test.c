// SPDX-License-Identifier: MIT
/* Which accesses the graph engine takes for accesses of one location. */
#include "support/program_runner.h"

#include <criterion/criterion.h>

enum { CHOSEN = 15 };

static unsigned chosen[CHOSEN];

static struct program_counts explore(void (*program)(void))
{
	struct engine_options options = {.model = MEMORY_RC11, .events_max = 200};
	struct program_counts counts;

	run_program(&engine_graph, &options, program, NULL, &counts);
	cr_assert_null(counts.refused);
	return counts;
}

static void write_and_read_half(void)
{
	struct operation half = {.kind = OPERATION_READ, .size = 4, .address = (uintptr_t)&cells[0]};

	put(&cells[0], 1, ORDER_RELAXED);
	engine_graph.perform(&half);
}

Test(graph_locations, accesses_of_two_sizes_are_refused)
{
	cr_expect_eq(explore(write_and_read_half).outcomes[OUTCOME_UNSUPPORTED], 1);
}

static void write_and_lock(void)
{
	for (unsigned i = 0; i < CHOSEN; i++)
		put(&cells[chosen[i]], 7, ORDER_RELAXED);
	for (unsigned i = 0; i < CHOSEN; i++)
		lock(&cells[chosen[i]]);
	for (unsigned i = 0; i < CHOSEN; i++)
		cr_expect_eq(get(&cells[chosen[i]], ORDER_RELAXED), 7);
}

static void choose_cells(uint64_t *random)
{
	uint64_t taken = 0;

	for (unsigned i = 0; i < CHOSEN; i++) {
		do {
			*random = *random * UINT64_C(6364136223846793005) + 1442695040888963407;
			chosen[i] = (unsigned)(*random >> 58);
		} while (taken >> chosen[i] & 1);
		taken |= UINT64_C(1) << chosen[i];
	}
}

/* Wherever the two of an address come to lie in the table of locations. */
Test(graph_locations, a_lock_and_a_word_may_have_one_address)
{
	uint64_t random = 1;

	for (unsigned round = 0; round < 300; round++) {
		choose_cells(&random);
		cr_expect_eq(explore(write_and_lock).outcomes[OUTCOME_COMPLETE], 1);
	}
}
