/* SPDX-License-Identifier: MIT */
/* Of the accesses of a thread the one is told that the other thread's races with, not one that came with it. */
#include "explore/explorer.h"
#include "explore/race_report_programs.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct engine *const engines[] = {&engine_graph, &engine_dpor};

static struct explorer_result explore(const struct engine *engine, int (*program)(void *), const char *replay)
{
	struct explorer_options options = {.engine = engine,
					   .search = {.model = MEMORY_SC, .preemptions_max = UINT32_MAX, .replay = replay}};
	struct explorer_result result;

	cr_assert_null(explorer_run(&options, program, NULL, &result));
	return result;
}

/* The place whose function begins last before PC; PLACE_COUNT: none. */
static enum race_report_place place_of(const void *pc)
{
	enum race_report_place found = PLACE_COUNT;

	for (enum race_report_place p = PLACE_A; p < PLACE_COUNT; p++)
		if (race_report_begin(p) <= pc && (found == PLACE_COUNT || race_report_begin(p) > race_report_begin(found)))
			found = p;
	return found;
}

/* PLACE: of the older access. */
static void expect_race(int (*program)(void *), const char *message, enum race_report_place place)
{
	for (int i = 0; i < 2; i++) {
		struct explorer_result result = explore(engines[i], program, NULL);
		const struct explorer_finding *finding = &result.findings[0];

		cr_assert_eq(result.finding_count, 1, "%s", engines[i]->name);
		cr_expect_str_eq(finding->kind, "data-race");
		cr_expect_str_eq(finding->message, message, "%s: '%s', not '%s'", engines[i]->name, finding->message, message);
		cr_assert_gt(finding->other_stack.count, 0);
		cr_expect_eq(place_of(finding->other_stack.pcs[0]), place, "%s: place %d, not %d", engines[i]->name,
			     (int)place_of(finding->other_stack.pcs[0]), (int)place);
		explorer_result_release(&result);
	}
}

Test(race_report, tells_which_of_two_neighbours_was_written)
{
	expect_race(write_neighbours_read_first, "read by thread 2 and write by thread 1 are not ordered", PLACE_A);
	expect_race(write_neighbours_read_second, "read by thread 2 and write by thread 1 are not ordered", PLACE_B);
}

Test(race_report, tells_which_of_two_neighbours_was_read)
{
	expect_race(read_neighbours_write_first, "write by thread 2 and read by thread 1 are not ordered", PLACE_A);
	expect_race(read_neighbours_write_second, "write by thread 2 and read by thread 1 are not ordered", PLACE_B);
}

static int (*quick_program)(void *);

static int run_quickly(void *argument)
{
	return quickly(quick_program, argument);
}

Test(race_report, tells_it_of_accesses_that_are_recorded_quickly)
{
	quick_program = write_neighbours_read_first;
	expect_race(run_quickly, "read by thread 2 and write by thread 1 are not ordered", PLACE_A);
	quick_program = write_neighbours_read_second;
	expect_race(run_quickly, "read by thread 2 and write by thread 1 are not ordered", PLACE_B);
	quick_program = read_neighbours_write_first;
	expect_race(run_quickly, "write by thread 2 and read by thread 1 are not ordered", PLACE_A);
	quick_program = read_neighbours_write_second;
	expect_race(run_quickly, "write by thread 2 and read by thread 1 are not ordered", PLACE_B);
}

Test(race_report, tells_the_write_of_a_byte_that_was_read_before)
{
	expect_race(read_then_write_byte, "write by thread 2 and write by thread 1 are not ordered", PLACE_B);
}

Test(race_report, tells_calloc_of_bytes_that_nobody_else_wrote)
{
	expect_race(zeroed_byte, "read by thread 2 and write by thread 1 are not ordered", PLACE_CALLOC);
}

/* Thread 1 is held up behind its operation until thread 2, which knows of it, has freed the block. */
Test(race_report, free_after_an_operation_is_not_blamed_on_it)
{
	struct explorer_result result = explore(&engine_graph, give_up_then_abort, "o,0:w1.c1.c2,1:r1.w2p,2:r5.w3.w4.e");

	cr_assert_eq(result.finding_count, 1);
	cr_expect_str_eq(result.findings[0].kind, "abort");
	cr_expect_eq(result.findings[0].thread, 1);
	explorer_result_release(&result);
}
