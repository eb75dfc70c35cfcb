/* SPDX-License-Identifier: MIT */
/* The checker against a plain second one (support/check_oracle.h) on random systems. A failure prints the seed. */
#include "support/check_oracle.h"
#include "support/check_random.h"

#include <criterion/criterion.h>
#include <inttypes.h>

enum { SEEDS = 3000, STATES_MAX = 1500 };

struct subject {
	struct random_system system;
	struct oracle oracle;
	uint64_t seed;
	uint64_t guards_dropped;
	uint64_t errors_ignored;
};

/* The system of SEED, and all that can be known about it; false when it is too large. */
static bool subject_init(struct subject *s, uint64_t seed, unsigned errors)
{
	uint64_t random = seed * UINT64_C(0x9e3779b97f4a7c15);
	struct random_shape shape = {.threads = 1 + random_below(&random, 3),
				     .slots = 1 + random_below(&random, 3),
				     .errors = errors};

	s->seed = seed;
	s->guards_dropped = random_below(&random, 3) == 0 ? random_below(&random, 8) : 0;
	s->errors_ignored = random_below(&random, 3) == 0 ? random_below(&random, 16) : 0;
	random_system_make(&s->system, seed, shape);
	return oracle_build(&s->oracle, &s->system.model, s->guards_dropped, STATES_MAX);
}

static struct agx_check_result run(const struct subject *s, struct agx_check_options options)
{
	struct agx_check_result result;
	struct agx_error err = {""};

	options.guards_dropped = s->guards_dropped;
	options.errors_ignored = s->errors_ignored;
	cr_assert_eq(agx_check_run(&s->system.model, &options, &result, &err), AGX_OK,
		     "seed %" PRIu64 ": %s", s->seed, err.text);
	return result;
}

#define EXPECT_EQ(s, a, b) \
	cr_assert_eq((a), (b), "seed %" PRIu64 ": " #a " is %zu, " #b " is %zu", (s)->seed, \
		     (size_t)(a), (size_t)(b))

static bool is_bad(const struct subject *s)
{
	return oracle_shortest(&s->oracle, AGX_CHECK_ERROR, s->errors_ignored) != 0 ||
	       oracle_shortest(&s->oracle, AGX_CHECK_INVARIANT, 0) != 0;
}

Test(check_random, whole_search_counts_what_there_is)
{
	unsigned looked_at = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct subject s;
		struct agx_check_result r;

		if (!subject_init(&s, seed, 16))
			continue;
		r = run(&s, (struct agx_check_options) {.go_on = true,
							.workers = (unsigned)(1 + seed % 3)});
		EXPECT_EQ(&s, r.distinct, s.oracle.count);
		EXPECT_EQ(&s, r.full, s.oracle.count);
		EXPECT_EQ(&s, r.generated, s.oracle.initial_count + s.oracle.edge_count);
		EXPECT_EQ(&s, r.depth, oracle_depth(&s.oracle));
		EXPECT_EQ(&s, r.gauge_max, oracle_gauge(&s.oracle));
		EXPECT_EQ(&s, r.guards_true, s.oracle.guards_true);
		EXPECT_EQ(&s, r.guards_false, s.oracle.guards_false);
		EXPECT_EQ(&s, r.verdict, is_bad(&s) ? AGX_VIOLATED : AGX_HOLDS);
		EXPECT_EQ(&s, r.limit, AGX_CHECK_NO_LIMIT);
		agx_check_result_release(&r);
		oracle_release(&s.oracle);
		looked_at++;
	}
	cr_assert_gt(looked_at, SEEDS / 2);
}

static size_t least(size_t a, size_t b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

/* What a search that looks for it all must find first. */
static size_t shortest(const struct subject *s, const struct agx_check_options *options)
{
	size_t best = least(oracle_shortest(&s->oracle, AGX_CHECK_ERROR, s->errors_ignored),
			    oracle_shortest(&s->oracle, AGX_CHECK_INVARIANT, 0));

	return options->deadlock ? least(best, oracle_shortest(&s->oracle, AGX_CHECK_DEADLOCK, 0))
				 : best;
}

static bool starves(const struct subject *s)
{
	for (unsigned a = 0; a < s->system.model.actor_count; a++) {
		if (oracle_starves(&s->oracle, a))
			return true;
	}
	return false;
}

static void expect_shortest(const struct subject *s, struct agx_check_options options,
			    unsigned *kinds)
{
	size_t length = shortest(s, &options);
	struct agx_check_result r = run(s, options);
	const char *wrong;

	if (length == 0 && options.deadlock && !options.symmetry)
		length = oracle_shortest(&s->oracle, AGX_CHECK_PARTIAL_DEADLOCK, 0);
	if (length == 0 && options.progress && starves(s)) {
		EXPECT_EQ(s, r.kind, AGX_CHECK_STARVATION);
		length = r.path.length; /* not promised to be shortest */
	}
	EXPECT_EQ(s, r.verdict, length != 0 ? AGX_VIOLATED : AGX_HOLDS);
	EXPECT_EQ(s, r.path.length, length);
	kinds[r.kind]++;
	if (length != 0) {
		wrong = oracle_judge_path(&s->oracle, &r.path, r.kind, r.what);
		cr_assert_null(wrong, "seed %" PRIu64 ": kind %s: %s", s->seed,
			       agx_check_kind_text(r.kind), wrong);
	}
	agx_check_result_release(&r);
}

/* With errors, most is found by them; without, what remains are deadlocks and starvation. */
static void compare_all(unsigned errors, struct agx_check_options options, unsigned *kinds)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct subject s;

		if (!subject_init(&s, seed, errors))
			continue;
		options.workers = (unsigned)(1 + seed % 2);
		expect_shortest(&s, options, kinds);
		oracle_release(&s.oracle);
	}
}

Test(check_random, errors_and_broken_invariants_are_found_by_a_shortest_path)
{
	unsigned kinds[8] = {0};

	compare_all(40, (struct agx_check_options) {0}, kinds);
	compare_all(40, (struct agx_check_options) {.symmetry = true}, kinds);
	cr_assert_gt(kinds[AGX_CHECK_NONE], 200);
	cr_assert_gt(kinds[AGX_CHECK_ERROR], 200);
	cr_assert_gt(kinds[AGX_CHECK_INVARIANT], 100);
}

Test(check_random, deadlocks_are_found_by_a_shortest_path)
{
	unsigned kinds[8] = {0};

	compare_all(4, (struct agx_check_options) {.deadlock = true}, kinds);
	compare_all(0, (struct agx_check_options) {.deadlock = true, .symmetry = true}, kinds);
	cr_assert_gt(kinds[AGX_CHECK_NONE], 50);
	cr_assert_gt(kinds[AGX_CHECK_DEADLOCK], 100);
	cr_assert_gt(kinds[AGX_CHECK_PARTIAL_DEADLOCK], 100);
}

Test(check_random, starvation_is_found_exactly_where_a_fair_run_starves)
{
	unsigned kinds[8] = {0};

	compare_all(0, (struct agx_check_options) {.progress = true}, kinds);
	cr_assert_gt(kinds[AGX_CHECK_NONE], 100);
	cr_assert_gt(kinds[AGX_CHECK_STARVATION], 100);
}

Test(check_random, symmetry_keeps_one_state_of_each_orbit)
{
	uint64_t reduced = 0;
	uint64_t full = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct subject s;
		struct agx_check_result r;
		uint64_t generated;

		if (!subject_init(&s, seed, 16))
			continue;
		r = run(&s, (struct agx_check_options) {.go_on = true,
							.symmetry = true,
							.workers = (unsigned)(1 + seed % 3)});
		EXPECT_EQ(&s, r.distinct, oracle_orbits(&s.oracle, &generated));
		EXPECT_EQ(&s, r.full, s.oracle.count);
		EXPECT_EQ(&s, r.generated, generated);
		EXPECT_EQ(&s, r.depth, oracle_depth(&s.oracle));
		EXPECT_EQ(&s, r.gauge_max, oracle_gauge(&s.oracle));
		EXPECT_EQ(&s, r.guards_true, s.oracle.guards_true);
		EXPECT_EQ(&s, r.guards_false, s.oracle.guards_false);
		EXPECT_EQ(&s, r.verdict, is_bad(&s) ? AGX_VIOLATED : AGX_HOLDS);
		reduced += r.distinct;
		full += r.full;
		agx_check_result_release(&r);
		oracle_release(&s.oracle);
	}
	cr_assert_lt(reduced * 3, full);
}

Test(check_random, kept_states_are_the_reachable_ones_in_order)
{
	unsigned looked_at = 0;

	for (uint64_t seed = 1; seed <= SEEDS / 4; seed++) {
		struct subject s;
		struct agx_check_result r;
		unsigned words;

		if (!subject_init(&s, seed, 4))
			continue;
		r = run(&s, (struct agx_check_options) {.keep_states = true,
							.workers = (unsigned)(1 + seed % 3)});
		words = s.system.model.words;
		cr_assert_eq(r.states != NULL, !is_bad(&s), "seed %" PRIu64, seed);
		for (size_t i = 0; r.states != NULL && i < r.distinct; i++) {
			const uint64_t *state = r.states + i * words;
			unsigned k = 0;

			cr_assert_neq(oracle_find(&s.oracle, state), UINT32_MAX);
			if (i == 0)
				continue;
			while (k + 1 < words && state[k] == (state - words)[k])
				k++;
			cr_assert_lt((state - words)[k], state[k], "seed %" PRIu64, seed);
		}
		looked_at += r.states != NULL;
		agx_check_result_release(&r);
		oracle_release(&s.oracle);
	}
	cr_assert_gt(looked_at, 50);
}
