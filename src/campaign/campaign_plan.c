/* SPDX-License-Identifier: MIT */
#include "campaign/campaign_plan.h"

#include "base/assert.h"
#include "base/limits.h"
#include "base/random.h"

#include <inttypes.h>
#include <string.h>

static enum agx_status check_bound(const char *what, uint64_t value, uint64_t max,
				   struct agx_error *err)
{
	if (value >= 1 && value <= max)
		return AGX_OK;
	return agx_fail(err, AGX_USAGE, "%s: %" PRIu64 " is not from 1 to %" PRIu64, what, value,
			max);
}

enum agx_status campaign_plan_check(const struct campaign_plan *plan, struct agx_error *err)
{
	enum agx_status status = check_bound("runs", plan->runs, AGX_RUNS_MAX, err);

	if (status == AGX_OK)
		status = check_bound("timeout", plan->timeout_ms, AGX_TIMEOUT_MS_MAX, err);
	if (status == AGX_OK)
		status = check_bound("jobs", plan->jobs, AGX_JOBS_MAX, err);
	if (status == AGX_OK)
		status = check_bound("iterations", plan->config.iterations, AGX_ITERATIONS_MAX,
				     err);
	if (status == AGX_OK)
		status = check_bound("thread counts", plan->cell_count, CAMPAIGN_CELLS_MAX, err);
	for (size_t i = 0; status == AGX_OK && i < plan->cell_count; i++) {
		status = check_bound("threads", plan->threads[i], AGX_THREADS_MAX, err);
		for (size_t j = 0; status == AGX_OK && j < i; j++) {
			if (plan->threads[j] == plan->threads[i])
				status = agx_fail(err, AGX_USAGE, "threads: %u is listed twice",
						  plan->threads[i]);
		}
	}
	return status;
}

static enum agx_status match_text(const char *what, const char *a, const char *b,
				  struct agx_error *err)
{
	if (strcmp(a, b) == 0)
		return AGX_OK;
	return agx_fail(err, AGX_BAD_INPUT, "made with %s %s, not %s", what, b, a);
}

static enum agx_status match_number(const char *what, uint64_t a, uint64_t b,
				    struct agx_error *err)
{
	if (a == b)
		return AGX_OK;
	return agx_fail(err, AGX_BAD_INPUT, "made with %s %" PRIu64 ", not %" PRIu64, what, b, a);
}

static enum agx_status match_names(const struct workload_config *a,
				   const struct workload_config *b, struct agx_error *err)
{
	char text_a[160];
	char text_b[160];
	enum agx_status status =
		match_text("workload", workload_name(a->kind), workload_name(b->kind), err);

	if (status == AGX_OK)
		status = match_text("policy", policy_format(a->policy, text_a, sizeof text_a),
				    policy_format(b->policy, text_b, sizeof text_b), err);
	if (status == AGX_OK)
		status = match_text("faults",
				    sim_faults_format(a->sim.faults, text_a, sizeof text_a),
				    sim_faults_format(b->sim.faults, text_b, sizeof text_b), err);
	if (status == AGX_OK)
		status = match_text("fix", sim_fix_name(a->sim.fix), sim_fix_name(b->sim.fix),
				    err);
	if (status == AGX_OK)
		status = match_text("kernels", a->sim.kernels_empty ? "empty" : "real",
				    b->sim.kernels_empty ? "empty" : "real", err);
	return status;
}

enum agx_status campaign_plan_match(const struct campaign_plan *a, const struct campaign_plan *b,
				    struct agx_error *err)
{
	const struct {
		const char *what;
		uint64_t a;
		uint64_t b;
	} numbers[] = {
		{"iterations", a->config.iterations, b->config.iterations},
		{"seed", a->config.sim.seed, b->config.sim.seed},
		{"jitter", a->config.sim.jitter, b->config.sim.jitter},
		{"timeout-ms", a->timeout_ms, b->timeout_ms},
		{"jobs", a->jobs, b->jobs},
	};
	enum agx_status status = match_names(&a->config, &b->config, err);

	for (size_t i = 0; status == AGX_OK && i < sizeof numbers / sizeof numbers[0]; i++)
		status = match_number(numbers[i].what, numbers[i].a, numbers[i].b, err);
	if (status == AGX_OK &&
	    (a->cell_count != b->cell_count ||
	     memcmp(a->threads, b->threads, a->cell_count * sizeof a->threads[0]) != 0))
		status = agx_fail(err, AGX_BAD_INPUT, "made with another list of threads");
	return status;
}

uint64_t campaign_plan_total(const struct campaign_plan *plan)
{
	return plan->runs * plan->cell_count;
}

struct campaign_place campaign_plan_place(const struct campaign_plan *plan, uint64_t position)
{
	AGX_ASSERT(position < campaign_plan_total(plan));
	return (struct campaign_place) {
		.cell = (size_t)(position % plan->cell_count),
		.index = position / plan->cell_count,
	};
}

uint64_t campaign_plan_position(const struct campaign_plan *plan, struct campaign_place place)
{
	AGX_ASSERT(place.cell < plan->cell_count && place.index < plan->runs);
	return place.index * plan->cell_count + place.cell;
}

uint64_t campaign_seed(uint64_t seed, unsigned threads, uint64_t index)
{
	struct agx_random cell = agx_random_split(seed, threads);
	struct agx_random run = agx_random_split(agx_random_next(&cell), index);

	return agx_random_next(&run) >> 1;
}

struct workload_config campaign_plan_config(const struct campaign_plan *plan,
					    struct campaign_place place)
{
	struct workload_config config = plan->config;

	config.threads = plan->threads[place.cell];
	config.sim.seed = campaign_seed(plan->config.sim.seed, config.threads, place.index);
	return config;
}
