// SPDX-License-Identifier: MIT
/* Waiting reads that go on in the running execution (explore/graph_wait.h), where they may not: on locations that are no
 * chains, which the runtime makes of no primitive that is used as it must be. Numbers of executions are compared with those of
 * the other engine, and of this one with its shortcut off. */
#include "support/program_runner.h"

#include <criterion/criterion.h>

static char object; /* a semaphore, or a mutex */

static uint64_t found(const struct engine *engine, enum memory_model model, bool in_place, void (*program)(void),
		      enum outcome outcome)
{
	const struct engine_options options = {.model = model,
					       .preemptions_max = UINT32_MAX,
					       .revisit_locks_in_place = in_place,
					       .events_max = 1000};
	struct program_counts counts;

	run_program(engine, &options, program, NULL, &counts);
	cr_assert_null(counts.refused);
	return counts.outcomes[outcome];
}

static void expect_shortcut_changes_nothing(void (*program)(void))
{
	static const enum outcome ends[] = {OUTCOME_COMPLETE, OUTCOME_DEADLOCK};

	for (unsigned i = 0; i < 2; i++) {
		const uint64_t expected = found(&engine_dpor, MEMORY_SC, false, program, ends[i]);

		cr_assert_gt(expected, 0);
		cr_expect_eq(found(&engine_graph, MEMORY_SC, false, program, ends[i]), expected);
		cr_expect_eq(found(&engine_graph, MEMORY_SC, true, program, ends[i]), expected);
		cr_expect_eq(found(&engine_graph, MEMORY_RC11, true, program, ends[i]),
			     found(&engine_graph, MEMORY_RC11, false, program, ends[i]));
	}
}

static void spawn_all(void (*const *bodies)(int), int count)
{
	unsigned ids[THREADS_MAX];

	for (int i = 0; i < count; i++)
		ids[i] = spawn(bodies[i], i);
	for (int i = 0; i < count; i++)
		wait_for(ids[i]);
}

static void sets_and_waits(int i)
{
	(void)i;
	semaphore_set(&object, 0);
	semaphore_wait(&object);
}

static void locks_waits_and_tries(int i)
{
	(void)i;
	lock(&object);
	semaphore_wait(&object);
	try_lock(&object);
}

static void set_before_what_it_waits_for(void)
{
	spawn_all((void (*const[])(int)) {sets_and_waits, locks_waits_and_tries}, 2);
}

Test(graph_wait, a_write_that_is_not_the_newest_lets_nobody_go_on_in_place)
{
	expect_shortcut_changes_nothing(set_before_what_it_waits_for);
}

static void sets_0(int i)
{
	(void)i;
	semaphore_set(&object, 0);
}

static void sets_1(int i)
{
	(void)i;
	semaphore_set(&object, 1);
}

static void waits_and_sets_1(int i)
{
	(void)i;
	semaphore_wait(&object);
	semaphore_set(&object, 1);
}

static void set_by_all(void)
{
	spawn_all((void (*const[])(int)) {sets_0, sets_and_waits, sets_1, waits_and_sets_1}, 4);
}

Test(graph_wait, a_write_that_does_not_know_of_the_one_before_lets_nobody_go_on_in_place)
{
	expect_shortcut_changes_nothing(set_by_all);
}

static void await(uint64_t *cell, uint64_t value, enum order order)
{
	update(cell, UPDATE_AWAIT_EQUAL, value, order);
}

static void awaits_2_then_1(int i)
{
	(void)i;
	await(&cells[1], 2, ORDER_RELAXED);
	await(&cells[0], 1, ORDER_ACQUIRE);
}

static void puts_and_adds(int i)
{
	(void)i;
	put(&cells[1], 1, ORDER_RELEASE);
	put(&cells[0], 1, ORDER_RELEASE);
	update(&cells[0], UPDATE_ADD, 1, ORDER_ACQ_REL);
}

static void awaits_1_then_puts_2(int i)
{
	(void)i;
	await(&cells[0], 1, ORDER_ACQUIRE);
	put(&cells[1], 2, ORDER_RELAXED);
	update(&cells[1], UPDATE_ADD, 1, ORDER_ACQ_REL);
}

static void awaited_in_memory(void)
{
	spawn_all((void (*const[])(int)) {awaits_2_then_1, puts_and_adds, awaits_1_then_puts_2}, 3);
}

/* Under rc11 a later write may come before what is awaited, and be no chain. */
Test(graph_wait, what_lives_in_memory_lets_nobody_go_on_in_place)
{
	expect_shortcut_changes_nothing(awaited_in_memory);
}
