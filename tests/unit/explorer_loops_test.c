/* SPDX-License-Identifier: MIT */
/* Loops that only repeat are cut, others are not. tests/oracle/compare_engines.c compares final states with the cut and without. */
#include "explore/explorer_loops_programs.h"

#include "explore/explorer.h"

#include <criterion/criterion.h>

struct expected {
	uint64_t complete;
	uint64_t blocked;
};

static void expect_of(const struct engine *engine, int (*program)(void *), struct expected expected)
{
	struct explorer_options options = {
		.engine = engine,
		.search = {.model = MEMORY_SC, .preemptions_max = UINT32_MAX, .events_max = 100, .revisit_locks_in_place = true}};
	struct explorer_result result;

	cr_assert_null(explorer_run(&options, program, NULL, &result));
	cr_expect_eq(result.outcomes[OUTCOME_COMPLETE], expected.complete, "%s: %lu complete", engine->name,
		     result.outcomes[OUTCOME_COMPLETE]);
	cr_expect_eq(result.outcomes[OUTCOME_BLOCKED], expected.blocked, "%s: %lu blocked", engine->name,
		     result.outcomes[OUTCOME_BLOCKED]);
	cr_expect_eq(result.outcomes[OUTCOME_BOUND], 0, "%s: bounded", engine->name);
	cr_expect_eq(result.finding_count, 0);
	explorer_result_release(&result);
}

static void expect(int (*program)(void *), struct expected expected)
{
	expect_of(&engine_graph, program, expected);
	expect_of(&engine_dpor, program, expected);
}

Test(explorer_loops, what_only_repeats_is_left_at_its_first_repetition)
{
	expect(waits_for_a_flag, (struct expected) {1, 1});
	expect(waits_by_comparison, (struct expected) {1, 1});
	expect(waits_and_writes_a_local, (struct expected) {1, 1});
}

Test(explorer_loops, what_counts_is_not_cut)
{
	/* The flag is set before the first round, the second, or after both. */
	expect(counts_in_a_local, (struct expected) {3, 0});
	expect(counts_in_a_global, (struct expected) {3, 0});
	expect(counts_in_an_atomic, (struct expected) {1, 0});
	expect(counts_by_addition, (struct expected) {1, 0});
}

/* The bound ends them, as it would end any loop. */
static void expect_bounded(int (*program)(void *))
{
	struct explorer_options options = {.engine = &engine_graph, .search = {.model = MEMORY_RC11, .events_max = 100}};
	struct explorer_result result;

	cr_assert_null(explorer_run(&options, program, NULL, &result));
	cr_expect_gt(result.outcomes[OUTCOME_BOUND], 0);
	cr_expect_eq(result.outcomes[OUTCOME_BLOCKED], 0);
	explorer_result_release(&result);
}

Test(explorer_loops, what_leaves_a_trace_is_not_cut)
{
	expect_bounded(waits_and_allocates);
	expect_bounded(waits_and_locks);
	expect_bounded(waits_and_counts);
}

Test(explorer_loops, nothing_is_cut_on_request)
{
	struct explorer_options options = {.engine = &engine_graph,
					   .search = {.model = MEMORY_SC, .events_max = 100},
					   .no_spin_loops = true};
	struct explorer_result result;

	cr_assert_null(explorer_run(&options, waits_for_a_flag, NULL, &result));
	cr_expect_gt(result.outcomes[OUTCOME_BOUND], 0);
	cr_expect_eq(result.outcomes[OUTCOME_BLOCKED], 0);
	explorer_result_release(&result);
}
