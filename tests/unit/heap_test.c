/* SPDX-License-Identifier: MIT */
#include "explore/explorer.h"
#include "explore/heap_programs.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const char *const how_words[] = {"malloc", "calloc", "aligned_alloc", "realloc"};

/* What is found in the one execution of BLOCK, "" if nothing. */
static const char *found(struct heap_block *block)
{
	struct explorer_options options = {.engine = &engine_dpor,
					   .search = {.model = MEMORY_SC, .preemptions_max = UINT32_MAX}};
	static char kind[32];
	struct explorer_result result;

	cr_assert_null(explorer_run(&options, heap_block, block, &result));
	cr_assert_eq(result.outcomes[OUTCOME_COMPLETE] + result.outcomes[OUTCOME_FINDING], 1);
	snprintf(kind, sizeof kind, "%s", result.finding_count > 0 ? result.findings[0].kind : "");
	explorer_result_release(&result);
	return kind;
}

static void expect(struct heap_block block, const char *kind)
{
	const char *what = found(&block);

	cr_expect_str_eq(what, kind, "%s(%zu), deed %d at %d: '%s', not '%s'", how_words[block.how], block.bytes,
			 block.what, block.offset, what, kind);
}

Test(heap, every_byte_of_a_block_and_none_around_it_may_be_written)
{
	for (enum heap_how how = HEAP_MALLOC; how <= HEAP_REALLOC; how++)
		for (int bytes = 1; bytes < 20; bytes++)
			for (int offset = -16; offset < bytes + 32; offset++)
				expect((struct heap_block) {how, HEAP_WRITE, (size_t)bytes, offset},
				       offset < 0 || offset >= bytes ? "out-of-bounds" : "");
}

Test(heap, bytes_that_were_never_written_must_not_be_read)
{
	for (int offset = 0; offset < 13; offset++) {
		expect((struct heap_block) {HEAP_MALLOC, HEAP_READ, 13, offset}, "uninitialised-read");
		expect((struct heap_block) {HEAP_ALIGNED, HEAP_READ, 13, offset}, "uninitialised-read");
		expect((struct heap_block) {HEAP_CALLOC, HEAP_READ, 13, offset}, "");
	}
	expect((struct heap_block) {HEAP_CALLOC, HEAP_READ, 13, 13}, "out-of-bounds");
	expect((struct heap_block) {HEAP_MALLOC, HEAP_READ, 0, 0}, "out-of-bounds");
}

Test(heap, only_the_start_of_a_live_block_may_be_freed)
{
	for (enum heap_how how = HEAP_MALLOC; how <= HEAP_REALLOC; how++) {
		for (int offset = -15; offset <= 64; offset++)
			expect((struct heap_block) {how, HEAP_FREE, 40, offset}, offset == 0 ? "" : "bad-free");
		expect((struct heap_block) {how, HEAP_FREE_TWICE, 40, 0}, "double-free");
		for (int offset = 0; offset < 21; offset++)
			expect((struct heap_block) {how, HEAP_FREE_THEN_READ, 21, offset}, "use-after-free");
	}
}

struct same {
	struct heap_addresses now;
	struct heap_addresses first;
	unsigned executions;
	unsigned others;
};

static void on_execution(void *context, enum outcome outcome)
{
	struct same *same = context;

	if (outcome != OUTCOME_COMPLETE)
		return;
	if (same->executions++ == 0)
		same->first = same->now;
	same->others += memcmp(&same->first, &same->now, sizeof same->now) != 0;
}

Test(heap, addresses_depend_on_the_thread_and_on_what_it_made_before)
{
	struct same same = {0};
	struct explorer_options options = {.engine = &engine_graph,
					   .search = {.model = MEMORY_RC11},
					   .on_execution = on_execution,
					   .context = &same};
	struct explorer_result result;

	cr_assert_null(explorer_run(&options, heap_addresses, &same.now, &result));
	explorer_result_release(&result);
	cr_expect_eq(same.executions, 20); /* 6! / (3!)^2 */
	cr_expect_eq(same.others, 0);
	for (unsigned a = 0; a < 2 * HEAP_ADDRESSES; a++)
		for (unsigned b = 0; b < a; b++)
			cr_expect_neq(same.first.address[0][a], same.first.address[0][b], "nothing is used twice");
}

struct failures {
	unsigned made;
	unsigned seen; /* bit set of values of MADE */
};

static void note_failures(void *context, enum outcome outcome)
{
	struct failures *failures = context;

	cr_expect_eq(outcome, OUTCOME_COMPLETE);
	failures->seen |= 1u << failures->made;
}

Test(heap, each_allocation_may_fail_on_request)
{
	struct failures failures = {0};
	struct explorer_options options = {.engine = &engine_graph,
					   .search = {.model = MEMORY_RC11},
					   .malloc_fails = true,
					   .on_execution = note_failures,
					   .context = &failures};
	struct explorer_result result;

	cr_assert_null(explorer_run(&options, heap_failures, &failures.made, &result));
	cr_expect_eq(result.outcomes[OUTCOME_COMPLETE], 4);
	cr_expect_eq(failures.seen, 15);
	explorer_result_release(&result);
}
