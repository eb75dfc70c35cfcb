/* SPDX-License-Identifier: MIT */
/* The claims of the bug report under each hazard, by reasoning: what a lock excludes, and for how long it is held. */
#include "verdict/claims.h"

#include <criterion/criterion.h>

static struct claims *claims;

static void begin(void)
{
	const struct cell_limits limits = {.bounded = true};

	cr_assert_eq(claims_judge(3, 2, &limits, &claims, NULL), AGX_OK);
}

static void end(void)
{
	claims_free(claims);
}

TestSuite(claims, .init = begin, .fini = end);

/* ANSWERS: y, n or - for each hazard, in the order H0 H1 H2 H2n H3 H3n H3w H4 H5 H6. */
static void expect(enum claim_number number, const char *answers, enum claim_result result)
{
	const struct claim *claim = &claims->claims[number];

	for (int h = 0; h < CLAIM_HAZARDS; h++) {
		static const char letters[] = {[CLAIM_NO] = 'n', [CLAIM_YES] = 'y',
					       [CLAIM_OPEN] = '?', [CLAIM_MUTE] = '-'};

		cr_expect_eq(letters[claim->answers[h]], answers[h], "%s (%s) under %s: %c, not %c",
			     claim_name(number), claim_policy(number),
			     claim_hazard_name((enum claim_hazard)h), letters[claim->answers[h]],
			     answers[h]);
	}
	cr_expect_eq(claim->result, result, "%s", claim_name(number));
}

/* But where the client waits until nobody touches its context any more (H3w). */
Test(claims, there_is_a_race)
{
	expect(CLAIM_RACE, "yyyyyynyyy", CLAIM_TRUE);
}

/* Per call it covers what happens inside one call; for an encoder's life all but who ignores it, and what one thread does
 * alone. Waiting inside it for who needs it (H3w) is a deadlock. */
Test(claims, a_global_mutex_does_not_prevent_everything)
{
	expect(CLAIM_MUTEX_PRINTED, "ynnnnnyynn", CLAIM_FALSE);
	expect(CLAIM_MUTEX_MODELLED, "yyynynnyny", CLAIM_FALSE);
	cr_expect_eq(claim_cell(claims, CLAIM_MUTEX_MODELLED, CLAIM_H3w)->outcome, CELL_DEADLOCK);
}

/* Compared where the global mutex, held for an encoder's life, holds. */
Test(claims, finer_locks_are_insufficient)
{
	expect(CLAIM_PER_STREAM, "yyn-n--y-n", CLAIM_TRUE);
	expect(CLAIM_PER_OP, "nyy-y--y-y", CLAIM_TRUE);
	expect(CLAIM_RW_LOCK, "nyy-y--n-y", CLAIM_TRUE);
	expect(CLAIM_PER_ENCODER, "yyy-y--y-y", CLAIM_TRUE);
}

/* Only the second teardown (H1) needs the global mutex; against all hazards together nothing finer is enough. */
Test(claims, the_global_mutex_is_minimal_for_all_hazards_together)
{
	expect(CLAIM_MINIMAL, "nyn-n--n-n", CLAIM_IN_PART);
	cr_expect_eq(claims->policies[claim_rival(claims, CLAIM_H2)].kind, POLICY_PER_STREAM);
	cr_expect_eq(claims->policies[claim_rival(claims, CLAIM_H0)].kind, POLICY_RWLOCK);
	cr_expect_eq(claim_rival(claims, CLAIM_H1), CLAIM_POLICIES);
}

/* The published proof does not need its mutex: the count is TLC's for the module with the guards taken out. */
Test(claims, the_published_mutex_is_never_needed)
{
	cr_expect_eq(claims->published_race.result.path.length, 5);
	cr_expect_eq(claims->published_fixed.verdict, AGX_HOLDS);
	cr_expect_eq(claims->published_fixed.result.distinct, 303);
	cr_expect_eq(claims->published_unlocked.verdict, AGX_HOLDS);
	cr_expect_eq(claims->published_unlocked.result.distinct, 12911);
}

static bool wants_to_stop(void *context)
{
	(void)context;
	return true;
}

/* An interrupted run decides nothing. */
Test(claims, an_interrupted_run_claims_nothing)
{
	const struct cell_limits limits = {.stop = wants_to_stop};
	struct claims *interrupted;

	cr_assert_eq(claims_judge(3, 2, &limits, &interrupted, NULL), AGX_OK);
	for (int c = 0; c < CLAIMS; c++)
		cr_expect_eq(interrupted->claims[c].result, CLAIM_UNDECIDED, "%d", c);
	claims_free(interrupted);
}

/* What breaks without each part of the fix; rows and columns as in claims.h. */
Test(claims, every_part_of_the_fix_is_needed)
{
	static const enum cell_outcome outcomes[ABLATION_ROWS][ABLATION_COLUMNS] = {
		{CELL_EVERY_N, CELL_EVERY_N, CELL_EVERY_N, CELL_EVERY_N, CELL_EVERY_N, CELL_EVERY_N},
		/* Two teardowns at once drop one reference twice. */
		{CELL_EVERY_N, CELL_EVERY_N, CELL_VIOLATED, CELL_EVERY_N, CELL_VIOLATED, CELL_HOLDS},
		{CELL_VIOLATED, CELL_VIOLATED, CELL_LOST_WORK, CELL_LOST_WORK, CELL_VIOLATED,
		 CELL_EVERY_N},
		{CELL_EVERY_N, CELL_EVERY_N, CELL_EVERY_N, CELL_EVERY_N, CELL_EVERY_N, CELL_VIOLATED},
	};
	const struct cell_limits limits = {0};
	struct ablation *ablation;

	cr_assert_eq(ablation_judge(3, 2, &limits, &ablation, NULL), AGX_OK);
	for (size_t r = 0; r < ABLATION_ROWS; r++) {
		for (size_t c = 0; c < ABLATION_COLUMNS; c++)
			cr_expect_eq(ablation->cells[r][c].outcome, outcomes[r][c], "%s, %s: %s",
				     ablation_row_name(r), ablation_column_name(c),
				     cell_outcome_name(ablation->cells[r][c].outcome));
	}
	ablation_free(ablation);
}
