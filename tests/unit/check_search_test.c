/* SPDX-License-Identifier: MIT */
/* Known answers: the published modules as TLC and an independent Promela model count them. */
#include "agxrace/check.h"
#include "model/published.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>

enum model_kind { RACE, FIXED };

struct known {
	enum model_kind kind;
	unsigned threads;
	unsigned slots;
	uint64_t generated;
	uint64_t distinct;
};

static const struct known table[] = {
	{RACE, 2, 1, 83, 43},        {RACE, 2, 2, 409, 187},  {RACE, 3, 2, 9775, 3019},
	{RACE, 4, 4, 4577825, 1024449}, {FIXED, 2, 1, 25, 15},   {FIXED, 3, 2, 154, 67},
	{FIXED, 4, 4, 877, 303},     {FIXED, 8, 8, 87545, 17663},
};

static void make(struct published *model, enum model_kind kind, unsigned threads, unsigned slots)
{
	struct agx_error err = {""};
	enum agx_status status = kind == RACE ? published_race_init(model, threads, slots, &err)
					      : published_fixed_init(model, threads, slots, &err);

	cr_assert_eq(status, AGX_OK, "%s", err.text);
}

static struct agx_check_result run(const struct published *model, struct agx_check_options options)
{
	struct agx_check_result result;
	struct agx_error err = {""};

	cr_assert_eq(agx_check_run(&model->model, &options, &result, &err), AGX_OK, "%s", err.text);
	return result;
}

Test(check_search, published_counts)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const struct known *k = &table[i];

		for (unsigned workers = 1; workers <= 2; workers++) {
			struct published model;
			struct agx_check_result r;

			make(&model, k->kind, k->threads, k->slots);
			r = run(&model, (struct agx_check_options) {.go_on = true,
								    .workers = workers});
			cr_assert_eq(r.generated, k->generated, "%s %ux%u: %" PRIu64 " generated",
				     model.model.name, k->threads, k->slots, r.generated);
			cr_assert_eq(r.distinct, k->distinct, "%s %ux%u: %" PRIu64 " distinct",
				     model.model.name, k->threads, k->slots, r.distinct);
			cr_assert_eq(r.verdict, k->kind == RACE ? AGX_VIOLATED : AGX_HOLDS);
			agx_check_result_release(&r);
		}
	}
}

Test(check_search, symmetry_stands_for_the_published_counts)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const struct known *k = &table[i];
		struct published model;
		struct agx_check_result r;

		if (k->slots > 7) /* more orders of the slots than are tried */
			continue;
		make(&model, k->kind, k->threads, k->slots);
		r = run(&model, (struct agx_check_options) {.go_on = true, .symmetry = true});
		cr_assert_eq(r.full, k->distinct, "%s %ux%u: stands for %" PRIu64,
			     model.model.name, k->threads, k->slots, r.full);
		cr_assert_lt(r.distinct, k->distinct);
		cr_assert_eq(r.verdict, k->kind == RACE ? AGX_VIOLATED : AGX_HOLDS);
		agx_check_result_release(&r);
	}
}

/* N(2M+1)2^(N-1) + 2^N - 1, written out again. The largest of 16 x 8 has nine million states. */
Test(check_search, fixed_counts_follow_the_closed_form)
{
	unsigned threads_max = getenv("AGXRACE_LONG_TESTS") != NULL ? 16 : 10;

	for (unsigned n = 1; n <= threads_max; n++) {
		for (unsigned m = 1; m <= 8; m++) {
			uint64_t half = UINT64_C(1) << (n - 1);
			uint64_t expected = n * (2 * m + 1) * half + 2 * half - 1;
			struct published model;
			struct agx_check_result r;

			if (n > 8 && m != 1 && m != 8)
				continue;
			make(&model, FIXED, n, m);
			r = run(&model, (struct agx_check_options) {.deadlock = n <= 6});
			cr_assert_eq(r.distinct, expected, "%ux%u: %" PRIu64, n, m, r.distinct);
			cr_assert_eq(published_fixed_count(n, m), expected);
			cr_assert_eq(r.verdict, AGX_HOLDS);
			cr_assert_eq(r.gauge_max, 1);
			agx_check_result_release(&r);
		}
	}
}

Test(check_search, race_is_violated_in_five_states_at_every_size)
{
	for (unsigned n = 2; n <= 8; n++) {
		for (unsigned m = 1; m <= 4; m++) {
			struct published model;

			make(&model, RACE, n, m);
			for (unsigned symmetry = 0; symmetry < 2; symmetry++) {
				struct agx_check_result r =
					run(&model,
					    (struct agx_check_options) {.symmetry = symmetry != 0,
									.workers = 1 + n % 2});

				cr_assert_eq(r.verdict, AGX_VIOLATED);
				cr_assert_eq(r.kind, AGX_CHECK_ERROR);
				cr_assert_eq(r.what, PUBLISHED_NULL_DEREF);
				cr_assert_eq(r.path.length, 5, "%ux%u: %zu states", n, m,
					     r.path.length);
				agx_check_result_release(&r);
			}
		}
	}
}

/* The published proof does not need its mutex: dropping all tests of it breaks nothing, and the checker says which guards
 * never mattered once they are gone. */
Test(check_search, fixed_without_its_mutex_still_holds)
{
	const uint64_t all = (UINT64_C(1) << PUBLISHED_GUARD_COUNT) - 1;
	struct published model;
	struct agx_check_result r;

	make(&model, FIXED, 4, 4);
	r = run(&model, (struct agx_check_options) {.guards_dropped = all});
	cr_assert_eq(r.verdict, AGX_HOLDS);
	cr_assert_eq(r.distinct, 12911);
	cr_assert_gt(r.gauge_max, 1, "the mutex was still there");
	agx_check_result_release(&r);
}

/* As published, the three tests that the caller holds the mutex never keep anybody back. */
Test(check_search, guards_that_never_matter_are_told)
{
	const uint64_t held = UINT64_C(1) << PUBLISHED_CREATE_HELD |
			      UINT64_C(1) << PUBLISHED_USE_HELD |
			      UINT64_C(1) << PUBLISHED_DESTROY_HELD;
	const uint64_t free_ones = UINT64_C(1) << PUBLISHED_TRY_FREE |
				   UINT64_C(1) << PUBLISHED_TAKE_FREE;
	struct published model;
	struct agx_check_result r;

	make(&model, FIXED, 4, 4);
	r = run(&model, (struct agx_check_options) {0});
	cr_assert_eq(r.guards_true, held | free_ones);
	cr_assert_eq(r.guards_false, free_ones);
	agx_check_result_release(&r);
}

static bool few_wait(const void *context, const uint64_t *state)
{
	(void)context;
	return (*state & 7) != 1 || (*state >> 8 & 7) != 1;
}

/* "Of two holders both are the same" is true of anything; that two threads do not wait at once is not. */
Test(check_search, an_invariant_that_cannot_fail_is_told)
{
	struct agx_check_invariant both[2];
	struct published model;

	make(&model, FIXED, 4, 4);
	cr_assert_eq(agx_check_vacuous_invariants(&model.model), 1);
	both[0] = (struct agx_check_invariant) {"few-wait", few_wait};
	both[1] = model.model.invariants[0];
	model.model.invariants = both;
	model.model.invariant_count = 2;
	cr_assert_eq(agx_check_vacuous_invariants(&model.model), 2);
	model.model.field_count = 0;
	cr_assert_eq(agx_check_vacuous_invariants(&model.model), 0);
}

/* A waiting thread can always be overtaken; nobody is ever stuck. */
Test(check_search, fixed_starves_but_does_not_deadlock)
{
	struct published model;
	struct agx_check_result r;

	make(&model, FIXED, 3, 2);
	r = run(&model, (struct agx_check_options) {.deadlock = true});
	cr_assert_eq(r.verdict, AGX_HOLDS);
	agx_check_result_release(&r);
	r = run(&model, (struct agx_check_options) {.progress = true});
	cr_assert_eq(r.verdict, AGX_VIOLATED);
	cr_assert_eq(r.kind, AGX_CHECK_STARVATION);
	cr_assert_lt(r.path.loop, r.path.length);
	agx_check_result_release(&r);
}

Test(check_search, large_race)
{
	struct published model;
	struct agx_check_result r;

	make(&model, RACE, 6, 2);
	r = run(&model, (struct agx_check_options) {.go_on = true});
	cr_assert_eq(r.distinct, 4227963);
	agx_check_result_release(&r);
	r = run(&model, (struct agx_check_options) {.go_on = true, .symmetry = true});
	cr_assert_eq(r.full, 4227963);
	agx_check_result_release(&r);
	make(&model, RACE, 7, 2);
	r = run(&model, (struct agx_check_options) {.go_on = true, .symmetry = true});
	cr_assert_eq(r.full, 39997735);
	agx_check_result_release(&r);
}

/* Too many for a search without symmetry: whoever shares the work has to find the same. */
Test(check_search, race_8x4_is_searched_whole)
{
	uint64_t full[2];
	uint64_t distinct[2];
	struct published model;

	if (getenv("AGXRACE_LONG_TESTS") == NULL)
		cr_skip_test("set AGXRACE_LONG_TESTS=1 for Race 8x4");
	make(&model, RACE, 8, 4);
	for (unsigned i = 0; i < 2; i++) {
		struct agx_check_result r =
			run(&model, (struct agx_check_options) {.go_on = true, .symmetry = true, .workers = 1 + i});

		cr_assert_eq(r.limit, AGX_CHECK_NO_LIMIT);
		cr_assert_eq(r.path.length, 5);
		full[i] = r.full;
		distinct[i] = r.distinct;
		agx_check_result_release(&r);
	}
	cr_assert_gt(distinct[0], 800000);
	cr_assert_gt(full[0] / distinct[0], 300000); /* of 8! 4! = 967680 */
	cr_assert_eq(distinct[0], distinct[1]);
	cr_assert_eq(full[0], full[1]);
}
