/* SPDX-License-Identifier: MIT */
/* A proof that does not need its locks is told apart from one that does. */
#include "verdict/vacuity.h"
#include "verdict_fixture.h"

static struct vacuity rests_on(const char *text)
{
	const struct cell_limits limits = {.bounded = true};
	struct cell cell = judge(text, &limits);
	struct vacuity vacuity;

	cr_assert_eq(cell.verdict, AGX_HOLDS, "%s", text);
	cr_assert_eq(vacuity_judge(&cell, &limits, &vacuity, NULL), AGX_OK);
	cr_assert(vacuity.judged);
	cell_release(&cell);
	return vacuity;
}

static const struct vacuity_guard *guard_of(const struct vacuity *vacuity, const char *name)
{
	for (size_t i = 0; i < vacuity->count; i++) {
		if (strcmp(vacuity->guards[i].name, name) == 0)
			return &vacuity->guards[i];
	}
	cr_assert_fail("no guard %s", name);
	return NULL;
}

Test(vacuity, the_published_proof_needs_none_of_its_locks)
{
	struct vacuity v = rests_on("published-fixed threads=3 slots=2");

	cr_expect_eq(v.locks, PUBLISHED_GUARD_COUNT);
	cr_expect(v.holds_without_locks);
	cr_expect_eq(guard_of(&v, "use-held")->role, VACUITY_IDLE);
}

Test(vacuity, a_lock_that_is_needed_is_told_with_what_happens_else)
{
	struct vacuity v = rests_on("encoding policy=global-encoder faults=foreign-teardown");

	cr_expect_eq(v.locks, 2);
	cr_expect_not(v.holds_without_locks);
	cr_expect_eq(guard_of(&v, "release-life-global")->role, VACUITY_NEEDED);
	cr_expect_str_eq(guard_of(&v, "release-life-global")->without, "null-deref in 9 states");
	cr_expect_eq(guard_of(&v, "claim-free")->role, VACUITY_IDLE); /* the lock is taken first */
}

Test(vacuity, a_lock_that_is_taken_in_vain_is_redundant)
{
	struct vacuity v = rests_on("encoding policy=per-op faults=claim-race");

	cr_expect_eq(guard_of(&v, "create-op")->role, VACUITY_NEEDED);
	cr_expect_eq(guard_of(&v, "encode-op")->role, VACUITY_REDUNDANT);
	cr_expect_eq(guard_of(&v, "destroy-op")->role, VACUITY_IDLE);
}

/* Without a fault nobody needs a lock, and the output has to say so. */
Test(vacuity, where_nothing_is_wrong_no_lock_is_needed)
{
	struct vacuity v = rests_on("encoding policy=global-call faults=none");

	cr_expect_gt(v.locks, 0);
	cr_expect(v.holds_without_locks);
}

/* Of every policy's safe cells: the locks matter, or there are none. */
Test(vacuity, no_safe_cell_of_the_matrix_is_vacuous)
{
	static const struct {
		const char *policy;
		const char *faults;
	} safe[] = {
		{"global-call", "claim-race"},	     {"global-call", "late-null"},
		{"global-encoder", "claim-race"},    {"global-encoder", "foreign-teardown"},
		{"global-encoder", "late-null"},     {"global-encoder", "shared-stream"},
		{"global-encoder", "sync-ends-encoder"}, {"per-stream", "shared-stream"},
		{"per-stream", "sync-ends-encoder"}, {"per-op", "claim-race"},
		{"rwlock", "claim-race"},	     {"rwlock", "late-null"},
		{"serial-queue", "shared-stream"},   {"serial-queue", "sync-ends-encoder"},
		{"throttle-1", "claim-race"},	     {"throttle-1", "foreign-teardown"},
		{"throttle-1", "late-null"},	     {"throttle-1", "shared-stream"},
		{"throttle-1", "sync-ends-encoder"},
	};

	for (size_t i = 0; i < sizeof safe / sizeof safe[0]; i++) {
		char text[QUESTION_TEXT_BYTES];
		struct vacuity v;

		(void)snprintf(text, sizeof text, "encoding policy=%s faults=%s", safe[i].policy,
			       safe[i].faults);
		v = rests_on(text);
		cr_expect_gt(v.locks, 0, "%s", text);
		cr_expect_not(v.holds_without_locks, "%s", text);
	}
}

/* The published exclusion says of two holders of one mutex that both are the same; the uniform model states no such thing. */
Test(vacuity, an_invariant_that_nothing_breaks_is_named)
{
	struct vacuity v = rests_on("published-fixed threads=4 slots=4");

	cr_assert_eq(v.unbroken_count, 1);
	cr_expect_str_eq(v.unbroken[0], "mutex-exclusion");
	v = rests_on("encoding policy=global-encoder faults=late-null");
	cr_expect_eq(v.unbroken_count, 0);
}
