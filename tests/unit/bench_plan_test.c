/* SPDX-License-Identifier: MIT */
#include "bench/bench_plan.h"

#include <criterion/criterion.h>
#include <string.h>

static struct bench_plan plan;

static void begin(void)
{
	struct workload_config config = workload_config_default(WORKLOAD_COMPUTE);
	static const unsigned threads[] = {1, 2, 8};

	config.sim.faults = SIM_FAULT_LATE_NULL;
	config.sim.seed = 5;
	plan = bench_plan_init(&config, 4, 20);
	for (size_t i = 0; i < 3; i++)
		cr_assert_eq(bench_plan_add_threads(&plan, threads[i], NULL), AGX_OK);
	for (int i = 0; i < SIM_FIX_COUNT; i++)
		cr_assert_eq(bench_plan_add(&plan,
					    (struct bench_configuration) {{POLICY_NONE, 0},
									  (enum sim_fix)i},
					    NULL),
			     AGX_OK);
}

TestSuite(bench_plan, .init = begin);

Test(bench_plan, baselines_come_first_and_nothing_twice)
{
	struct bench_configuration again = {{POLICY_GLOBAL_CALL, 0}, SIM_FIX_NONE};

	cr_assert_eq(plan.configuration_count, BENCH_BASELINES + SIM_FIX_COUNT - 1);
	cr_assert_eq(bench_plan_add(&plan, again, NULL), AGX_OK);
	cr_assert_eq(plan.configuration_count, BENCH_BASELINES + SIM_FIX_COUNT - 1);
	cr_assert_eq(plan.configurations[BENCH_UNSYNCHRONISED].policy.kind, POLICY_NONE);
	cr_assert_eq(plan.configurations[BENCH_GLOBAL_CALL].policy.kind, POLICY_GLOBAL_CALL);
	cr_assert_eq(plan.configurations[BENCH_GLOBAL_ENCODER].policy.kind,
		     POLICY_GLOBAL_ENCODER);
	cr_assert_eq(bench_plan_add_threads(&plan, 2, NULL), AGX_USAGE);
}

Test(bench_plan, throttles_of_different_width_are_different)
{
	struct agx_error err;
	enum agx_status status = AGX_OK;
	size_t before = plan.configuration_count;

	for (unsigned n = 1; n <= BENCH_CONFIGURATIONS_MAX && status == AGX_OK; n++)
		status = bench_plan_add(
			&plan, (struct bench_configuration) {{POLICY_THROTTLE, n}, SIM_FIX_NONE},
			&err);
	cr_assert_gt(plan.configuration_count, before + 1);
	cr_assert_eq(plan.configuration_count, BENCH_CONFIGURATIONS_MAX);
	cr_assert_eq(status, AGX_USAGE);
}

Test(bench_plan, each_round_takes_every_cell_once_and_orders_differ)
{
	size_t orders[4][BENCH_CELLS_MAX];
	size_t cells = bench_plan_cell_count(&plan);

	cr_assert_eq(cells, 3 * plan.configuration_count);
	for (unsigned round = 0; round < 4; round++) {
		bool seen[BENCH_CELLS_MAX] = {false};

		bench_plan_order(&plan, round, orders[round]);
		for (size_t i = 0; i < cells; i++) {
			cr_assert_lt(orders[round][i], cells);
			cr_assert_not(seen[orders[round][i]]);
			seen[orders[round][i]] = true;
			/* One thread count after the other: what is compared lies close together. */
			cr_assert_eq(bench_plan_cell(&plan, orders[round][i]).threads,
				     i / plan.configuration_count);
		}
		if (round > 0)
			cr_assert_arr_neq(orders[round], orders[0], cells * sizeof orders[0][0]);
	}
	bench_plan_order(&plan, 2, orders[0]);
	cr_assert_arr_eq(orders[0], orders[2], cells * sizeof orders[0][0]);
}

Test(bench_plan, cells_of_a_round_differ_in_nothing_but_what_is_compared)
{
	uint64_t seeds[2];

	for (unsigned round = 0; round < 2; round++) {
		for (size_t i = 0; i < bench_plan_cell_count(&plan); i++) {
			struct bench_cell cell = bench_plan_cell(&plan, i);
			struct workload_config config = bench_plan_config(&plan, cell, round);

			cr_assert_eq(bench_plan_number(&plan, cell), i);
			cr_assert_eq(config.threads, plan.threads[cell.threads]);
			cr_assert_eq(config.sim.fix, plan.configurations[cell.configuration].fix);
			cr_assert_eq(config.policy.kind,
				     plan.configurations[cell.configuration].policy.kind);
			cr_assert_eq(config.sim.faults, 0);
			cr_assert_eq(config.duration_ns, 20000000);
			if (i == 0)
				seeds[round] = config.sim.seed;
			cr_assert_eq(config.sim.seed, seeds[round]);
		}
	}
	cr_assert_neq(seeds[0], seeds[1]);
}

Test(bench_plan, names_say_what_is_switched_on)
{
	char out[48];

	cr_assert_str_eq(bench_configuration_format(plan.configurations[0], out, sizeof out),
			 "policy none");
	cr_assert_str_eq(
		bench_configuration_format(
			(struct bench_configuration) {{POLICY_THROTTLE, 3}, SIM_FIX_NONE}, out,
			sizeof out),
		"policy throttle-3");
	cr_assert_str_eq(
		bench_configuration_format(
			(struct bench_configuration) {{POLICY_NONE, 0}, SIM_FIX_REFCOUNT_ACQREL},
			out, sizeof out),
		"fix refcount+acqrel");
}
