/* SPDX-License-Identifier: MIT */
#include "bench/bench_plan.h"

#include "base/assert.h"
#include "base/random.h"

#include <stdio.h>

struct bench_plan bench_plan_init(const struct workload_config *config, unsigned rounds,
				  uint64_t duration_ms)
{
	struct bench_plan plan = {
		.base = *config,
		.configurations =
			{
				[BENCH_UNSYNCHRONISED] = {{POLICY_NONE, 0}, SIM_FIX_NONE},
				[BENCH_GLOBAL_CALL] = {{POLICY_GLOBAL_CALL, 0}, SIM_FIX_NONE},
				[BENCH_GLOBAL_ENCODER] = {{POLICY_GLOBAL_ENCODER, 0},
							  SIM_FIX_NONE},
			},
		.configuration_count = BENCH_BASELINES,
		.rounds = rounds,
	};

	AGX_ASSERT(rounds >= 1 && rounds <= BENCH_ROUNDS_MAX);
	AGX_ASSERT(duration_ms >= 1 && duration_ms <= BENCH_DURATION_MS_MAX);
	plan.base.sim.faults = 0;
	plan.base.duration_ns = duration_ms * 1000000;
	return plan;
}

static bool same(struct bench_configuration a, struct bench_configuration b)
{
	return a.policy.kind == b.policy.kind && a.policy.throttle == b.policy.throttle &&
	       a.fix == b.fix;
}

enum agx_status bench_plan_add(struct bench_plan *plan, struct bench_configuration configuration,
			       struct agx_error *err)
{
	for (size_t i = 0; i < plan->configuration_count; i++) {
		if (same(plan->configurations[i], configuration))
			return AGX_OK;
	}
	if (plan->configuration_count == BENCH_CONFIGURATIONS_MAX)
		return agx_fail(err, AGX_USAGE, "more than %d configurations",
				BENCH_CONFIGURATIONS_MAX);
	plan->configurations[plan->configuration_count++] = configuration;
	return AGX_OK;
}

enum agx_status bench_plan_add_threads(struct bench_plan *plan, unsigned threads,
				       struct agx_error *err)
{
	for (size_t i = 0; i < plan->thread_count; i++) {
		if (plan->threads[i] == threads)
			return agx_fail(err, AGX_USAGE, "threads: %u is listed twice", threads);
	}
	if (plan->thread_count == BENCH_THREADS_MAX)
		return agx_fail(err, AGX_USAGE, "more than %d thread counts", BENCH_THREADS_MAX);
	plan->threads[plan->thread_count++] = threads;
	return AGX_OK;
}

size_t bench_plan_cell_count(const struct bench_plan *plan)
{
	return plan->thread_count * plan->configuration_count;
}

struct bench_cell bench_plan_cell(const struct bench_plan *plan, size_t number)
{
	AGX_ASSERT(number < bench_plan_cell_count(plan));
	return (struct bench_cell) {
		.configuration = number % plan->configuration_count,
		.threads = number / plan->configuration_count,
	};
}

size_t bench_plan_number(const struct bench_plan *plan, struct bench_cell cell)
{
	AGX_ASSERT(cell.configuration < plan->configuration_count);
	AGX_ASSERT(cell.threads < plan->thread_count);
	return cell.threads * plan->configuration_count + cell.configuration;
}

/* Fisher and Yates's shuffle of each thread count's stretch. */
void bench_plan_order(const struct bench_plan *plan, unsigned round, size_t *ret_numbers)
{
	struct agx_random random = agx_random_split(plan->base.sim.seed, round);
	size_t stretch = plan->configuration_count;

	for (size_t i = 0; i < bench_plan_cell_count(plan); i++)
		ret_numbers[i] = i;
	for (size_t t = 0; t < plan->thread_count; t++) {
		size_t *numbers = ret_numbers + t * stretch;

		for (size_t i = stretch - 1; i > 0; i--) {
			size_t j = (size_t)agx_random_below(&random, i + 1);
			size_t kept = numbers[i];

			numbers[i] = numbers[j];
			numbers[j] = kept;
		}
	}
}

struct workload_config bench_plan_config(const struct bench_plan *plan, struct bench_cell cell,
					 unsigned round)
{
	const struct bench_configuration *configuration =
		&plan->configurations[cell.configuration];
	struct workload_config config = plan->base;
	struct agx_random random = agx_random_split(~plan->base.sim.seed, round);

	config.threads = plan->threads[cell.threads];
	config.policy = configuration->policy;
	config.sim.fix = configuration->fix;
	config.sim.seed = agx_random_next(&random) >> 1;
	return config;
}

const char *bench_configuration_format(struct bench_configuration configuration, char *out,
				       size_t size)
{
	char policy[32];

	if (configuration.fix != SIM_FIX_NONE)
		(void)snprintf(out, size, "fix %s", sim_fix_name(configuration.fix));
	else
		(void)snprintf(out, size, "policy %s",
			       policy_format(configuration.policy, policy, sizeof policy));
	return out;
}
