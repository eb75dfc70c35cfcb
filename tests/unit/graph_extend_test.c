// SPDX-License-Identifier: MIT
/* How the graph engine adds an event: what is tried for it, and that trying leaves nothing behind. */
#include "support/program_runner.h"

#include <criterion/criterion.h>

typedef void (*body)(int);

static const body *bodies; /* of the program's threads; NULL ends them */

static void program(void)
{
	unsigned ids[THREADS_MAX];
	int count = 0;

	for (; bodies[count] != NULL; count++)
		ids[count] = spawn(bodies[count], count);
	for (int i = 0; i < count; i++)
		wait_for(ids[i]);
}

static struct program_counts explore(enum memory_model model, const body *threads_of, bool in_place)
{
	struct engine_options options = {.model = model, .revisit_locks_in_place = in_place, .events_max = 200};
	struct program_counts counts;

	bodies = threads_of;
	run_program(&engine_graph, &options, program, NULL, &counts);
	cr_assert_null(counts.refused);
	return counts;
}

static void write_other_and_release(int i)
{
	(void)i;
	put(&cells[0], 1, ORDER_SEQ_CST);
	put(&cells[1], 1, ORDER_RELEASE);
}

static void add_seq_cst(int i)
{
	(void)i;
	update(&cells[1], UPDATE_ADD, 1, ORDER_SEQ_CST);
}

static void write_and_read_other(int i)
{
	(void)i;
	put(&cells[1], 3, ORDER_SEQ_CST);
	get(&cells[0], ORDER_SEQ_CST);
}

/* The orders of two writes and an update, which follows what it reads, are 6; the read has two choices. Not allowed is one: the
 * update between the two, from the one that releases, and the read of 0. Its read alone would be allowed there (scb has po; hb; po,
 * and the update's write is what comes after the second po): a run that tries it is wasted. */
Test(graph_extend, an_update_is_tried_with_its_write)
{
	static const body threads_of[][4] = {{write_other_and_release, write_and_read_other, add_seq_cst},
					     {write_and_read_other, write_other_and_release, add_seq_cst}};

	for (int order = 0; order < 2; order++) {
		struct program_counts counts = explore(MEMORY_RC11, threads_of[order], true);

		cr_expect_eq(counts.outcomes[OUTCOME_COMPLETE], 11);
		cr_expect_eq(counts.runs, 11);
	}
}

static void expect(const body *threads_of, uint64_t sc, uint64_t rc11)
{
	cr_expect_eq(explore(MEMORY_SC, threads_of, true).outcomes[OUTCOME_COMPLETE], sc);
	cr_expect_eq(explore(MEMORY_RC11, threads_of, true).outcomes[OUTCOME_COMPLETE], rc11);
}

static void write_data_and_release(int i)
{
	(void)i;
	put(&cells[0], 1, ORDER_RELAXED);
	put(&cells[1], 1, ORDER_RELEASE);
}

static void write_relaxed(int i)
{
	(void)i;
	put(&cells[1], 2, ORDER_RELAXED);
}

static void add_and_acquire(int i)
{
	update(&cells[1], UPDATE_ADD, 10, ORDER_RELAXED);
	fence(ORDER_ACQUIRE);
	seen[i] = get(&cells[0], ORDER_RELAXED);
}

/* Of the 6 orders, two have the update after the releasing write: there the data is seen. Under sc also where the other write is
 * between. */
Test(graph_extend, a_fence_acquires_from_what_was_read_and_not_from_what_was_tried)
{
	static const body threads_of[] = {write_data_and_release, write_relaxed, add_and_acquire, NULL};

	expect(threads_of, 9, 10);
}

static void write_between_fences(int i)
{
	(void)i;
	put(&cells[0], 1, ORDER_RELAXED);
	fence(ORDER_SEQ_CST);
	put(&cells[2], 1, ORDER_RELAXED);
	fence(ORDER_SEQ_CST);
}

static void write_and_read_behind_a_fence(int i)
{
	put(&cells[1], 1, ORDER_RELAXED);
	fence(ORDER_SEQ_CST);
	seen[i] = get(&cells[0], ORDER_RELAXED);
}

static void read_two(int i)
{
	(void)get(&cells[2], ORDER_ACQUIRE);
	seen[i] = get(&cells[1], ORDER_RELAXED);
}

/* Three reads of 0 or 1. Who has read 1 is behind the first fence, so if it reads 0 then, that fence is before the other thread's,
 * which has to read 1. The second fence says nothing: nothing comes after it. */
Test(graph_extend, a_thread_with_two_fences_counts_from_the_first)
{
	static const body threads_of[] = {write_between_fences, write_and_read_behind_a_fence, read_two, NULL};

	expect(threads_of, 7, 7);
}

static void perform(enum operation_kind kind, enum update update, uint64_t operand)
{
	struct operation op = {.kind = (uint8_t)kind, .update = (uint8_t)update, .order = ORDER_ACQ_REL,
			       .failure_order = ORDER_ACQUIRE, .size = 8, .virtual = true, .address = (uintptr_t)&cells[0],
			       .operand = {operand, 0}};

	engine_graph.perform(&op);
}

static void wait_to_be_woken(int i)
{
	(void)i;
	perform(OPERATION_UPDATE, UPDATE_WOKEN, 1);
}

static void wake_and_take_back(int i)
{
	(void)i;
	perform(OPERATION_WRITE, UPDATE_EXCHANGE, UINT64_C(1) << 33);
	perform(OPERATION_WRITE, UPDATE_EXCHANGE, 3);
	condition_signal(&cells[0]);
}

/* Woken at first, whichever the signal wakes then; or by the signal; or that wakes another one. */
Test(graph_extend, a_signal_with_two_choices_wakes_who_waits_already)
{
	static const body threads_of[] = {wait_to_be_woken, wake_and_take_back, NULL};

	for (int in_place = 0; in_place <= 1; in_place++) {
		struct program_counts counts = explore(MEMORY_RC11, threads_of, in_place);

		cr_expect_eq(counts.outcomes[OUTCOME_COMPLETE], 3, "in place %d: %lu", in_place, counts.outcomes[OUTCOME_COMPLETE]);
		cr_expect_eq(counts.outcomes[OUTCOME_DEADLOCK], 1, "in place %d: %lu", in_place, counts.outcomes[OUTCOME_DEADLOCK]);
	}
}
