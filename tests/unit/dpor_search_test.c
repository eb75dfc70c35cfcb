// SPDX-License-Identifier: MIT
/* How source-DPOR goes about its search: what it does not repeat, what it tells of its progress, what it notices. The
 * executions that it finds are dpor_test.c's. */
#include "support/program_runner.h"

#include <criterion/criterion.h>

#include <math.h>

static const struct engine_options options = {.model = MEMORY_SC, .preemptions_max = UINT32_MAX};

static void writes_y(int i)
{
	(void)i;
	put(&cells[1], 1, ORDER_RELAXED);
}

static void reads_x(int i)
{
	(void)i;
	get(&cells[0], ORDER_RELAXED);
}

static void reads_x_then_y_twice(int i)
{
	reads_x(i);
	get(&cells[1], ORDER_RELAXED);
	get(&cells[1], ORDER_RELAXED);
}

static void reads_beside(void)
{
	const unsigned ids[] = {spawn(writes_y, 0), spawn(reads_x, 0), spawn(reads_x_then_y_twice, 0), spawn(reads_x, 0)};

	for (unsigned i = 0; i < 4; i++)
		wait_for(ids[i]);
}

/* The write is before both reads, between them or after them. To move it behind the reads it is enough that the reader goes
 * first there: who reads something else need not. */
Test(dpor_search, who_reads_something_else_is_not_tried_first)
{
	struct program_counts counts;

	run_program(&engine_dpor, &options, reads_beside, NULL, &counts);
	cr_expect_eq(counts.outcomes[OUTCOME_COMPLETE], 3);
	cr_expect_eq(counts.runs, 3);
}

enum { MANY = 300 }; /* more than races are kept of one event */

static void reads_often(int i)
{
	(void)i;
	for (unsigned k = 0; k < MANY; k++)
		get(&cells[1], ORDER_RELAXED);
}

static void locks_once(int i)
{
	(void)i;
	lock(&cells[2]);
	unlock(&cells[2]);
}

static void locks_often(int i)
{
	for (unsigned k = 0; k < MANY; k++)
		locks_once(i);
}

static void run_two(void (*one)(int), void (*other)(int))
{
	const unsigned ids[] = {spawn(one, 0), spawn(other, 0)};

	wait_for(ids[0]);
	wait_for(ids[1]);
}

static void many_reads(void)
{
	run_two(reads_often, writes_y);
}

static void many_sections(void)
{
	run_two(locks_often, locks_once);
}

/* The write or the section of the one thread may come before each of the other's, one by one: no event has more than one race
 * that has to be reversed. */
Test(dpor_search, only_the_nearest_races_of_many_are_reversed)
{
	static void (*const programs[])(void) = {many_reads, many_sections};

	for (unsigned i = 0; i < 2; i++) {
		struct program_counts counts;

		run_program(&engine_dpor, &options, programs[i], NULL, &counts);
		cr_expect_eq(counts.outcomes[OUTCOME_COMPLETE], MANY + 1);
		cr_expect_eq(counts.runs, MANY + 1);
	}
}

static void adds(int i)
{
	update(&cells[i], UPDATE_ADD, 1, ORDER_RELAXED);
}

static void two_pairs(void)
{
	const unsigned ids[] = {spawn(adds, 0), spawn(adds, 0), spawn(adds, 1), spawn(adds, 1)};

	for (unsigned i = 0; i < 4; i++)
		wait_for(ids[i]);
}

static double told[8];
static unsigned told_count;

static void keep_progress(enum outcome outcome)
{
	(void)outcome;
	told[told_count++] = engine_dpor.progress();
}

/* Two pairs of additions, each in two orders. The first run cannot know that there are others. */
Test(dpor_search, progress_goes_by_the_share_of_the_choices_tried)
{
	struct program_counts counts;

	run_program(&engine_dpor, &options, two_pairs, keep_progress, &counts);
	cr_assert_eq(told_count, 4);
	for (unsigned i = 0; i < 4; i++)
		cr_expect_lt(fabs(told[i] - i / 4.0), 1e-9, "after %u runs: %f", i, told[i]);
}

static unsigned executions;

static void other_kind(void)
{
	if (executions++ == 0)
		put(&cells[2], 1, ORDER_RELAXED);
	else
		get(&cells[2], ORDER_RELAXED);
	two_pairs();
}

static void other_place(void)
{
	put(&cells[2 + executions++], 1, ORDER_RELAXED);
	two_pairs();
}

Test(dpor_search, a_program_that_does_something_else_when_repeated_is_noticed)
{
	static void (*const programs[])(void) = {other_kind, other_place};

	for (unsigned i = 0; i < 2; i++) {
		struct program_counts counts;

		executions = 0;
		run_program(&engine_dpor, &options, programs[i], NULL, &counts);
		cr_expect_eq(counts.outcomes[OUTCOME_COMPLETE], 1);
		cr_expect_geq(counts.outcomes[OUTCOME_NONDETERMINISM], 1);
	}
}
