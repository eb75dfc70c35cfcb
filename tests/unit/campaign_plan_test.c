/* SPDX-License-Identifier: MIT */
#include "campaign_fixture.h"

#include <criterion/criterion.h>

Test(campaign_plan, cells_take_turns_and_every_run_has_one_position)
{
	struct campaign_plan plan = small_plan();

	cr_assert_eq(campaign_plan_total(&plan), 15);
	for (uint64_t p = 0; p < 15; p++) {
		struct campaign_place place = campaign_plan_place(&plan, p);

		cr_assert_eq(place.cell, p % 3);
		cr_assert_eq(place.index, p / 3);
		cr_assert_eq(campaign_plan_position(&plan, place), p);
	}
}

Test(campaign_plan, run_is_the_same_in_a_longer_plan_and_in_another_order_of_cells)
{
	struct campaign_plan plan = small_plan();
	struct campaign_plan other = small_plan();
	struct workload_config a = campaign_plan_config(&plan, (struct campaign_place) {2, 3});
	struct workload_config b;

	other.runs = 1000;
	other.threads[0] = 8;
	other.threads[2] = 1;
	b = campaign_plan_config(&other, (struct campaign_place) {0, 3});
	cr_assert_eq(a.threads, 8);
	cr_assert_eq(b.threads, 8);
	cr_assert_eq(a.sim.seed, b.sim.seed);
	cr_assert_eq(a.sim.faults, plan.config.sim.faults);
}

Test(campaign_plan, seeds_differ_between_runs_cells_and_campaigns)
{
	enum { SEEDS = 2 * 20 * 50 };
	static uint64_t seen[SEEDS];
	size_t count = 0;

	for (uint64_t seed = 1; seed <= 2; seed++) {
		for (unsigned threads = 1; threads <= 20; threads++) {
			for (uint64_t index = 0; index < 50; index++)
				seen[count++] = campaign_seed(seed, threads, index);
		}
	}
	for (size_t i = 0; i < SEEDS; i++) {
		cr_assert_leq(seen[i], INT64_MAX);
		for (size_t j = 0; j < i; j++)
			cr_assert_neq(seen[i], seen[j]);
	}
}

Test(campaign_plan, seeds_stay_what_they_are)
{
	/* A database that is gone on with, and a seed told to somebody else, rely on it. */
	cr_assert_eq(campaign_seed(1, 1, 0), 7010056028402486611u);
	cr_assert_eq(campaign_seed(1, 1, 1), 1088536108668779606u);
}

static void refused(struct campaign_plan plan, const char *word)
{
	struct agx_error err;

	cr_assert_eq(campaign_plan_check(&plan, &err), AGX_USAGE, "%s", word);
	cr_assert_not_null(strstr(err.text, word), "%s", err.text);
}

Test(campaign_plan, values_out_of_bounds_are_refused_by_name)
{
	struct campaign_plan plan = small_plan();

	cr_assert_eq(campaign_plan_check(&plan, NULL), AGX_OK);
	plan.runs = 0;
	refused(plan, "runs");
	plan = small_plan();
	plan.timeout_ms = 0;
	refused(plan, "timeout");
	plan = small_plan();
	plan.jobs = 65;
	refused(plan, "jobs");
	plan = small_plan();
	plan.threads[1] = 257;
	refused(plan, "threads");
	plan = small_plan();
	plan.threads[2] = 1;
	refused(plan, "1 is listed twice");
	plan = small_plan();
	plan.cell_count = 0;
	refused(plan, "thread counts");
	plan = small_plan();
	plan.config.iterations = 1000000000;
	refused(plan, "iterations");
}

static void differs(struct campaign_plan plan, const char *text)
{
	struct campaign_plan base = small_plan();
	struct agx_error err;

	cr_assert_eq(campaign_plan_match(&plan, &base, &err), AGX_BAD_INPUT, "%s", text);
	cr_assert_str_eq(err.text, text);
}

Test(campaign_plan, plans_of_other_runs_do_not_match)
{
	struct campaign_plan plan = small_plan();
	struct campaign_plan base = small_plan();

	plan.runs = 77;
	cr_assert_eq(campaign_plan_match(&plan, &base, NULL), AGX_OK);
	plan = small_plan();
	plan.config.kind = WORKLOAD_MPS;
	differs(plan, "made with workload linear, not mps");
	plan = small_plan();
	plan.config.policy.throttle = 4;
	differs(plan, "made with policy throttle-3, not throttle-4");
	plan = small_plan();
	plan.config.sim.faults = 0;
	differs(plan, "made with faults late-null,sync-ends-encoder, not none");
	plan = small_plan();
	plan.config.sim.fix = SIM_FIX_REFCOUNT;
	differs(plan, "made with fix none, not refcount");
	plan = small_plan();
	plan.config.sim.kernels_empty = true;
	differs(plan, "made with kernels real, not empty");
	plan = small_plan();
	plan.config.iterations = 51;
	differs(plan, "made with iterations 50, not 51");
	plan = small_plan();
	plan.config.sim.seed = 2;
	differs(plan, "made with seed 1, not 2");
	plan = small_plan();
	plan.config.sim.jitter = 5;
	differs(plan, "made with jitter 0, not 5");
	plan = small_plan();
	plan.timeout_ms = 5;
	differs(plan, "made with timeout-ms 1000, not 5");
	plan = small_plan();
	plan.jobs = 2;
	differs(plan, "made with jobs 1, not 2");
	plan = small_plan();
	plan.threads[1] = 2;
	differs(plan, "made with another list of threads");
	plan = small_plan();
	plan.cell_count = 2;
	differs(plan, "made with another list of threads");
}
