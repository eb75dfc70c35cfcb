/* SPDX-License-Identifier: MIT */
/* Which counterexample is shown, and that no limit ever passes for a verdict that holds. */
#include "verdict/matrix.h"
#include "verdict/proof.h"
#include "verdict/story.h"
#include "verdict_fixture.h"

#include <stdlib.h>
#include <unistd.h>

Test(cell, a_crash_is_shown_before_what_is_nearer_but_milder)
{
	const struct cell_limits limits = {.bounded = true};
	struct cell cell = judge("encoding policy=per-stream faults=foreign-teardown", &limits);

	cr_expect_eq(cell.error, NULL_DEREF);
	cr_expect_eq(cell.result.path.length, 9);
	cr_assert_gt(cell.hazard_count, 1);
	cr_expect_lt(cell.hazards[0].length, 9); /* the nearer one is told too */
	cell_release(&cell);
}

/* Lost work is an outcome of its own only where nothing worse is possible. */
Test(cell, lost_work_is_told_where_it_is_all_there_is)
{
	const struct cell_limits limits = {.bounded = true};
	struct cell cell =
		judge("encoding fix=context-mutex+refcount faults=sync-ends-encoder", &limits);

	cr_expect_eq(cell.outcome, CELL_LOST_WORK);
	cr_expect_eq(cell.verdict, AGX_VIOLATED);
	cell_release(&cell);
}

static bool stop_at_once(void *context)
{
	(void)context;
	return true;
}

Test(cell, a_limit_never_holds)
{
	const char *large = "encoding threads=6 slots=4 policy=none faults=none";
	const struct cell_limits limits[] = {
		{.states_max = 1000, .symmetry = CELL_SYMMETRY_OFF},
		{.bytes_max = 1 << 20, .symmetry = CELL_SYMMETRY_OFF},
		{.timeout_ms = 1, .symmetry = CELL_SYMMETRY_OFF},
		{.stop = stop_at_once, .symmetry = CELL_SYMMETRY_OFF},
	};
	static const enum agx_check_limit told[] = {AGX_CHECK_LIMIT_STATES, AGX_CHECK_LIMIT_MEMORY,
						    AGX_CHECK_LIMIT_TIME,
						    AGX_CHECK_LIMIT_INTERRUPTED};

	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
		struct cell cell = judge(large, &limits[i]);

		cr_expect_eq(cell.verdict, AGX_INCONCLUSIVE, "%zu", i);
		cr_expect_eq(cell.outcome, CELL_INCONCLUSIVE, "%zu", i);
		cr_expect_eq(cell.limit, told[i], "%zu: %s", i, agx_check_limit_text(cell.limit));
		cell_release(&cell);
	}
}

/* A limit of the views leaves the verdict with the threads that were searched. */
Test(cell, few_views_leave_a_bounded_verdict)
{
	const struct cell_limits limits = {.views_max = 10};
	struct cell cell = judge("encoding policy=none faults=none", &limits);

	cr_expect_eq(cell.outcome, CELL_HOLDS);
	cr_expect_eq(cell.bound, CELL_BOUND_LIMIT);
	cell_release(&cell);
}

Test(cell, symmetry_keeps_less_and_says_the_same)
{
	static const char *const systems[] = {
		"encoding threads=3 slots=2 policy=rwlock faults=claim-race",
		"encoding threads=3 slots=2 policy=per-stream faults=foreign-teardown",
		"encoding threads=3 slots=2 fix=refcount faults=async-completion",
		"encoding threads=3 slots=2 fix=context-mutex+refcount faults=claim-race",
	};

	for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++) {
		const struct cell_limits with = {.bounded = true, .symmetry = CELL_SYMMETRY_ON};
		const struct cell_limits without = {.bounded = true, .symmetry = CELL_SYMMETRY_OFF};
		struct cell reduced = judge(systems[i], &with);
		struct cell whole = judge(systems[i], &without);

		cr_expect_eq(reduced.outcome, whole.outcome, "%s", systems[i]);
		cr_expect_eq(reduced.error, whole.error, "%s", systems[i]);
		cr_expect_eq(reduced.result.path.length, whole.result.path.length, "%s", systems[i]);
		if (whole.verdict == AGX_HOLDS) {
			cr_expect_lt(reduced.result.distinct, whole.result.distinct);
			cr_expect_eq(reduced.result.full, whole.result.distinct, "%s", systems[i]);
		}
		cell_release(&reduced);
		cell_release(&whole);
	}
}

/* A story has a step for each state, the last of which is where its ending is. */
Test(story, tells_every_state_and_ends_with_the_site)
{
	const struct cell_limits limits = {.bounded = true};
	struct cell cell = judge("encoding policy=none faults=use-after-end", &limits);
	struct story story;

	cr_assert_eq(story_make(&cell, &story, NULL), AGX_OK);
	cr_assert_eq(story.trace.count, 5);
	cr_expect_str_eq(story.trace.steps[1].operation, "computeCommandEncoder");
	cr_expect_str_eq(story.trace.steps[2].operation, "initImpl");
	cr_expect_str_eq(story.trace.steps[3].operation, "endEncoding, commit");
	cr_expect_str_eq(story.trace.steps[4].operation, "setComputePipelineState:");
	cr_expect(strstr(story.trace.ending, "reads NULL+0x5c8 in setComputePipelineState:") != NULL,
		  "%s", story.trace.ending);
	story_release(&story);
	cell_release(&cell);
}

/* The completion thread has a column where it moves, and none where it does not. */
Test(story, has_a_column_for_who_moves)
{
	const struct cell_limits limits = {.bounded = true};
	struct cell with = judge("encoding threads=2 faults=async-completion", &limits);
	struct cell without = judge("encoding threads=2 faults=late-null", &limits);
	struct story story;

	cr_assert_eq(story_make(&with, &story, NULL), AGX_OK);
	cr_assert_eq(story.trace.thread_count, 3);
	cr_expect_str_eq(story.trace.threads[2], "completion thread");
	story_release(&story);
	cr_assert_eq(story_make(&without, &story, NULL), AGX_OK);
	cr_expect_eq(story.trace.thread_count, 2);
	story_release(&story);
	cell_release(&with);
	cell_release(&without);
}

/* Every step of every counterexample of the matrix has words. */
Test(story, no_step_is_without_words)
{
	const struct cell_limits limits = {.bounded = true};
	struct question base = question_default(QUESTION_ENCODING);
	struct matrix_plan plan = matrix_plan_init(&base);
	struct matrix matrix;

	matrix_plan_add_policies(&plan);
	matrix_plan_add_fixes(&plan);
	matrix_plan_add_faults(&plan);
	cr_assert_eq(matrix_judge(&plan, &limits, NULL, &matrix, NULL), AGX_OK);
	for (size_t i = 0; i < plan.row_count * plan.column_count; i++) {
		struct story story;

		if (matrix.cells[i].result.path.length == 0)
			continue;
		cr_assert_eq(story_make(&matrix.cells[i], &story, NULL), AGX_OK);
		for (size_t s = 0; s < story.trace.count; s++) {
			cr_expect_gt(strlen(story.trace.steps[s].operation), 0);
			cr_assert_not_null(story.trace.steps[s].note);
			cr_expect_lt(strlen(story.trace.steps[s].note), AGX_CHECK_TEXT_BYTES - 1, "%s",
				     story.trace.steps[s].note);
		}
		story_release(&story);
	}
	matrix_release(&matrix);
}

/* A certificate of one system proves nothing about another. */
Test(proof, is_about_the_system_that_it_names)
{
	char path[] = "/tmp/agxrace-proof.XXXXXX";
	int fd = mkstemp(path);
	const struct cell_limits limits = {.certificate = path};
	struct proof proof;
	struct cell cell;

	cr_assert_geq(fd, 0);
	cell = judge("encoding policy=per-stream faults=shared-stream", &limits);
	cr_expect(cell.certified);
	cell_release(&cell);
	cr_assert_eq(proof_verify(path, NULL, NULL, &proof, NULL), AGX_OK);
	cr_expect_eq(proof.question.encoding.policy.kind, POLICY_PER_STREAM);
	cr_expect_eq(proof.question.encoding.faults, (uint32_t)SIM_FAULT_SHARED_STREAM);
	cr_expect(proof.verification.claim.every_n);
	cr_expect_eq(proof_verify(path, stop_at_once, NULL, &proof, NULL), AGX_INTERRUPTED);
	(void)close(fd);
	(void)unlink(path);
	cr_expect_eq(proof_verify(path, NULL, NULL, &proof, NULL), AGX_BAD_INPUT);
}
