/* SPDX-License-Identifier: MIT */
/* Explored programs end to end: what the runtime sees, and that each execution starts from the same state. The engine is
 * the interleaving one, whose counts are known; the graph engine must count and find the same. */
#include "explore/explorer.h"
#include "explore/explorer_programs.h"

#include <criterion/criterion.h>
#include <string.h>

static struct explorer_result explore_by(const struct engine *engine, int (*program)(void *))
{
	struct explorer_options options = {.engine = engine,
					   .search = {.model = MEMORY_SC, .preemptions_max = UINT32_MAX}};
	struct explorer_result result;

	cr_assert_null(explorer_run(&options, program, NULL, &result));
	return result;
}

static struct explorer_result explore(int (*program)(void *))
{
	return explore_by(&engine_dpor, program);
}

static void expect_counts_by(const struct engine *engine, int (*program)(void *), uint64_t complete, uint64_t blocked)
{
	struct explorer_result result = explore_by(engine, program);

	cr_expect_eq(result.outcomes[OUTCOME_COMPLETE], complete, "%s: %lu complete, not %lu", engine->name,
		     result.outcomes[OUTCOME_COMPLETE], complete);
	cr_expect_eq(result.outcomes[OUTCOME_BLOCKED], blocked, "%s: %lu blocked, not %lu", engine->name,
		     result.outcomes[OUTCOME_BLOCKED], blocked);
	for (size_t i = 0; i < result.finding_count; i++)
		cr_expect_fail("%s: %s", result.findings[i].kind, result.findings[i].message);
	cr_expect_eq(result.outcomes[OUTCOME_UNSUPPORTED], 0);
	explorer_result_release(&result);
}

static void expect_counts(int (*program)(void *), uint64_t complete, uint64_t blocked)
{
	expect_counts_by(&engine_dpor, program, complete, blocked);
	expect_counts_by(&engine_graph, program, complete, blocked);
}

static const struct explorer_finding *find(const struct explorer_result *result, const char *kind)
{
	for (size_t i = 0; i < result->finding_count; i++)
		if (strcmp(result->findings[i].kind, kind) == 0)
			return &result->findings[i];
	return NULL;
}

static void expect_kind(const struct engine *engine, int (*program)(void *), const char *kind)
{
	struct explorer_result result = explore_by(engine, program);

	cr_expect_not_null(find(&result, kind), "%s: no %s among %zu findings", engine->name, kind, result.finding_count);
	explorer_result_release(&result);
}

static struct explorer_finding expect_finding(int (*program)(void *), const char *kind)
{
	struct explorer_result result = explore(program);
	const struct explorer_finding *finding = find(&result, kind);
	struct explorer_finding copy;

	for (size_t i = 0; i < result.finding_count; i++)
		if (strcmp(result.findings[i].kind, kind) != 0)
			cr_expect_fail("also %s: %s", result.findings[i].kind, result.findings[i].message);
	cr_assert_not_null(finding, "no %s among %zu findings", kind, result.finding_count);
	copy = *finding;
	copy.steps = NULL;
	copy.replay = NULL;
	explorer_result_release(&result);
	expect_kind(&engine_graph, program, kind);
	return copy;
}

Test(explorer, atomic_additions_come_in_every_order)
{
	expect_counts(fetch_add_by_three, 6, 0);
}

Test(explorer, critical_sections_come_in_every_order)
{
	expect_counts(mutex_by_three_twice, 90, 0);
}

Test(explorer, tls_globals_and_bss_are_put_back)
{
	expect_counts(own_tls, 2, 0);
	expect_counts(globals_are_reset, 2, 0);
}

Test(explorer, primitives_order_what_they_promise)
{
	expect_counts(semaphore_order, 1, 0);
	expect_counts(barrier_of_three, 6, 0);
	expect_counts(once_only, 4, 0); /* the second finds it running or done */
}

Test(explorer, loop_that_only_repeats_is_cut)
{
	expect_counts(spin_on_flag, 1, 1);
}

/* Five registers, three reads each, one write before, between or after them. */
Test(explorer, loop_that_counts_in_a_register_is_not_cut)
{
	expect_counts(counts_in_registers, 16, 0);
}

Test(explorer, ends_of_threads_run_destructors_and_handlers)
{
	expect_counts(keys_are_destroyed, 2, 0);
	expect_counts(cleanup_handlers_run, 1, 0);
}

Test(explorer, plain_store_to_an_atomic_is_seen_by_later_loads)
{
	/* The graph engine keeps values of its own: it must be told. */
	struct explorer_options options = {.engine = &engine_graph, .search = {.model = MEMORY_RC11}};
	struct explorer_result result;

	expect_counts(plain_store_to_atomic, 1, 0);
	cr_assert_null(explorer_run(&options, plain_store_to_atomic, NULL, &result));
	cr_expect_eq(result.outcomes[OUTCOME_COMPLETE], 1);
	cr_expect_eq(result.finding_count, 0);
	explorer_result_release(&result);
}

Test(explorer, race_names_both_threads)
{
	struct explorer_finding finding = expect_finding(race_on_a_counter, "data-race");

	cr_expect(finding.thread != (unsigned)finding.other && finding.other > 0);
	cr_expect_geq(finding.stack.count, 1);
	cr_expect_geq(finding.other_stack.count, 1);
	cr_expect(finding.has_address);
}

Test(explorer, null_dereference_has_the_offset_of_the_field)
{
	struct explorer_finding finding = expect_finding(null_field, "null-dereference");

	cr_expect_eq(finding.address, offsetof(struct big, field));
	cr_expect_str_eq(finding.access, "read");
	cr_expect_eq(finding.thread, 1);
}

Test(explorer, memory_errors_are_told_apart)
{
	(void)expect_finding(free_while_used, "use-after-free");
	(void)expect_finding(double_free, "double-free");
	(void)expect_finding(heap_overrun, "out-of-bounds");
	(void)expect_finding(never_written, "uninitialised-read");
	expect_counts(written_as_it_was, 1, 0);
	(void)expect_finding(deep_recursion, "stack-overflow");
}

Test(explorer, deadlocks_and_lost_wakeups)
{
	struct explorer_finding finding = expect_finding(ab_ba, "deadlock");

	cr_expect_not_null(strstr(finding.message, "holds"), "%s", finding.message);
	(void)expect_finding(signal_before_wait, "lost-wakeup");
}

Test(explorer, misuse_of_locks)
{
	(void)expect_finding(unlock_of_another, "unlock-not-owner");
	(void)expect_finding(ends_with_lock, "lock-held-at-end");
}

Test(explorer, assertions_and_exit_status)
{
	(void)expect_finding(assertion_after_lost_update, "assertion");
	(void)expect_finding(status_of_main, "exit-status");
}

static void expect_unsupported(int (*program)(void *), const char *what)
{
	struct explorer_result result = explore(program);

	cr_expect_gt(result.outcomes[OUTCOME_UNSUPPORTED], 0);
	cr_assert_geq(result.note_count, 1);
	cr_expect_not_null(strstr(result.notes[0].text, what), "%s", result.notes[0].text);
	cr_expect_not_null(result.notes[0].pc);
	explorer_result_release(&result);
}

Test(explorer, what_cannot_be_explored_is_told_with_its_place)
{
	expect_unsupported(forks, "fork");
	expect_unsupported(mixed_sizes, "different sizes");
}

static struct explorer_result explore_with(int (*program)(void *), struct explorer_options options)
{
	struct explorer_result result;

	options.engine = &engine_dpor;
	options.search.model = MEMORY_SC;
	options.search.preemptions_max = UINT32_MAX;
	cr_assert_null(explorer_run(&options, program, NULL, &result));
	return result;
}

static void expect_leak(int (*program)(void *), const char *kind)
{
	struct explorer_result result = explore_with(program, (struct explorer_options) {.leaks = true});

	cr_expect_eq(result.finding_count, kind != NULL);
	if (kind != NULL)
		cr_expect_not_null(find(&result, kind));
	explorer_result_release(&result);
	result = explore(program);
	cr_expect_eq(result.finding_count, 0, "leaks are told without being asked for");
	explorer_result_release(&result);
}

Test(explorer, leaks_are_found_on_request)
{
	expect_leak(block_left, "memory-leak");
	expect_leak(block_kept, NULL);
	expect_leak(thread_left, "thread-leak");
}

/* Run the execution of FINDING again and expect the same. */
static void expect_replay(int (*program)(void *), const struct explorer_finding *finding)
{
	struct explorer_result again =
		explore_with(program, (struct explorer_options) {.search = {.replay = finding->replay}});

	cr_assert_eq(again.finding_count, 1);
	cr_expect_str_eq(again.findings[0].kind, finding->kind);
	cr_expect_str_eq(again.findings[0].message, finding->message);
	cr_expect_str_eq(again.findings[0].replay, finding->replay);
	cr_expect_eq(again.outcomes[OUTCOME_FINDING], 1);
	explorer_result_release(&again);
}

Test(explorer, race_is_followed_to_its_consequence_and_replayed)
{
	struct explorer_result result =
		explore_with(race_hides_null, (struct explorer_options) {.explore_races = true});
	const struct explorer_finding *finding = find(&result, "null-dereference");

	cr_expect_not_null(find(&result, "data-race"));
	cr_assert_not_null(finding);
	cr_expect_eq(finding->address, offsetof(struct big, field));
	cr_expect_eq(finding->replay[0], 'p', "the promoted location is part of the replay: %s", finding->replay);
	expect_replay(race_hides_null, finding);
	explorer_result_release(&result);
}

Test(explorer, race_is_followed_by_the_graph_engine_too)
{
	struct explorer_options options = {.engine = &engine_graph, .explore_races = true};
	struct explorer_result result;

	cr_assert_null(explorer_run(&options, race_hides_null, NULL, &result));
	cr_expect_not_null(find(&result, "data-race"));
	cr_expect_not_null(find(&result, "null-dereference"));
	explorer_result_release(&result);
}

Test(explorer, race_of_a_block_is_passed_over_on_the_way_to_a_consequence)
{
	struct explorer_result result =
		explore_with(race_of_block_hides_null, (struct explorer_options) {.explore_races = true});
	const struct explorer_finding *finding = find(&result, "null-dereference");

	cr_expect_not_null(find(&result, "data-race"));
	cr_assert_not_null(finding);
	expect_replay(race_of_block_hides_null, finding);
	explorer_result_release(&result);
}

Test(explorer, threads_of_threads_are_replayed)
{
	struct explorer_result result = explore(grandchildren);
	const struct explorer_finding *finding = find(&result, "abort");

	cr_assert_not_null(finding);
	cr_expect_eq(finding->replay[0], 't', "numbers of threads are part of the replay: %s", finding->replay);
	expect_replay(grandchildren, finding);
	explorer_result_release(&result);
}
