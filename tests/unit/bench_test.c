/* SPDX-License-Identifier: MIT */
#include "base/stop.h"
#include "bench/bench.h"
#include "bench/bench_summary.h"

#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct bench_plan plan;
static struct bench_samples samples;
static struct bench_row rows[BENCH_CELLS_MAX];
static struct agx_error err;

/* Baselines x 1 and 4 threads. */
static void begin(void)
{
	struct workload_config config = workload_config_default(WORKLOAD_COMPUTE);

	plan = bench_plan_init(&config, 7, 10);
	cr_assert_eq(bench_plan_add_threads(&plan, 1, NULL), AGX_OK);
	cr_assert_eq(bench_plan_add_threads(&plan, 4, NULL), AGX_OK);
}

TestSuite(bench, .init = begin, .timeout = 60);

/* Says what it was told to do, at a pace that is known: 1000 commands per millisecond and thread without policy,
 * a tenth under global-call whatever the threads; global-encoder crashes with 4 threads. Each round is slower by its
 * seed, and all cells of it alike. */
static enum agx_status paced_body(const struct workload_config *config,
				  struct workload_result *ret_result, struct agx_error *body_err)
{
	uint64_t pace = 10 + config->sim.seed % 91;

	(void)body_err;
	if (config->policy.kind == POLICY_GLOBAL_ENCODER && config->threads == 4)
		raise(SIGSEGV);
	ret_result->duration_ns = config->duration_ns;
	ret_result->dispatches = config->policy.kind == POLICY_GLOBAL_CALL
					 ? 100 * pace
					 : 1000 * pace * config->threads;
	ret_result->latency[16 * 10] = 99; /* 1024 ns and a little more */
	ret_result->latency[16 * 20] = 1;
	return AGX_OK;
}

static void run_all(bench_body body, void (*progress)(void *, uint64_t, uint64_t))
{
	struct bench_hooks hooks = {.body = body, .progress = progress};

	cr_assert_eq(bench_run(&plan, &hooks, &samples, &err), AGX_OK, "%s", err.text);
	cr_assert_eq(bench_summarise(&plan, &samples, rows, &err), AGX_OK);
}

static const struct bench_row *row_of(size_t configuration, size_t threads)
{
	return &rows[bench_plan_number(&plan, (struct bench_cell) {configuration, threads})];
}

static void near(double got, double expected)
{
	cr_assert(fabs(got - expected) < 1e-9 * fabs(expected), "%.15g, not %.15g", got,
		  expected);
}

Test(bench, ratios_compare_samples_of_one_round)
{
	const struct bench_ratio *ratio;

	run_all(paced_body, NULL);
	cr_assert_eq(samples.round_count, 7);
	ratio = &row_of(BENCH_GLOBAL_CALL, 1)->ratios[BENCH_UNSYNCHRONISED];
	/* The pace differs from round to round; its ratio does not. */
	cr_assert(row_of(BENCH_GLOBAL_CALL, 1)->rate_p95 > row_of(BENCH_GLOBAL_CALL, 1)->rate_p5);
	near(ratio->median, 0.025);
	near(ratio->low, 0.025);
	near(ratio->high, 0.025);
	cr_assert(ratio->claim);
	cr_assert_eq(ratio->n, 7);
	near(row_of(BENCH_UNSYNCHRONISED, 1)->ratios[BENCH_GLOBAL_CALL].median, 40.0);
	cr_assert_not(row_of(BENCH_UNSYNCHRONISED, 1)->ratios[BENCH_UNSYNCHRONISED].claim);
	near(row_of(BENCH_UNSYNCHRONISED, 1)->efficiency.median, 1.0);
	near(row_of(BENCH_GLOBAL_CALL, 1)->efficiency.median, 0.25);
	cr_assert(row_of(BENCH_UNSYNCHRONISED, 0)->p50_ns >= 1024);
	cr_assert(row_of(BENCH_UNSYNCHRONISED, 0)->p50_ns < 1080);
	cr_assert(row_of(BENCH_UNSYNCHRONISED, 0)->p99_ns < 1080);
	bench_samples_release(&samples);
}

Test(bench, crashed_samples_are_counted_and_give_no_figure)
{
	const struct bench_row *row;

	run_all(paced_body, NULL);
	row = row_of(BENCH_GLOBAL_ENCODER, 1);
	cr_assert_eq(row->n, 0);
	cr_assert_eq(row->failed, 7);
	cr_assert_eq(row->ratios[BENCH_UNSYNCHRONISED].n, 0);
	cr_assert_eq(row_of(BENCH_UNSYNCHRONISED, 1)->ratios[BENCH_GLOBAL_ENCODER].n, 0);
	cr_assert_eq(row_of(BENCH_GLOBAL_ENCODER, 0)->n, 7);
	cr_assert_eq(bench_failures(rows, samples.cell_count), 7);
	cr_assert_eq(samples.taken[samples.cell_count - 1].end, CHILD_CRASHED);
	cr_assert_eq(samples.taken[samples.cell_count - 1].signal, SIGSEGV);
	bench_samples_release(&samples);
}

Test(bench, sample_that_did_wrong_is_not_sound)
{
	struct bench_sample good = {.end = CHILD_DONE, .duration_ns = 1000, .dispatches = 5};
	struct bench_sample bad = good;

	cr_assert(bench_sample_is_sound(&good));
	near(bench_sample_rate(&good), 5e6);
	bad.end = CHILD_HUNG;
	cr_assert_not(bench_sample_is_sound(&bad));
	bad = good;
	bad.dispatches = 0;
	cr_assert_not(bench_sample_is_sound(&bad));
	bad = good;
	bad.lost_calls = 1;
	cr_assert_not(bench_sample_is_sound(&bad));
	bad = good;
	bad.wrong_results = 1;
	cr_assert_not(bench_sample_is_sound(&bad));
	bad = good;
	bad.foreign_commands = 1;
	cr_assert_not(bench_sample_is_sound(&bad));
}

Test(bench, too_few_rounds_claim_nothing)
{
	plan.rounds = 5;
	run_all(paced_body, NULL);
	near(row_of(BENCH_GLOBAL_CALL, 1)->ratios[BENCH_UNSYNCHRONISED].median, 0.025);
	cr_assert_not(row_of(BENCH_GLOBAL_CALL, 1)->ratios[BENCH_UNSYNCHRONISED].claim);
	bench_samples_release(&samples);
}

static void stop_in_fourth_round(void *context, uint64_t taken, uint64_t total)
{
	(void)context;
	cr_assert_eq(total, 8 * 6);
	if (taken == 3 * 6 + 2)
		raise(SIGINT);
}

Test(bench, wish_to_stop_keeps_whole_rounds)
{
	struct bench_hooks hooks = {.body = paced_body, .progress = stop_in_fourth_round};

	agx_stop_install();
	cr_assert_eq(bench_run(&plan, &hooks, &samples, &err), AGX_INTERRUPTED);
	cr_assert_eq(samples.round_count, 2); /* the first of three was the warm-up */
	cr_assert_eq(bench_summarise(&plan, &samples, rows, &err), AGX_OK);
	cr_assert_eq(row_of(BENCH_UNSYNCHRONISED, 0)->n, 2);
	bench_samples_release(&samples);
}

static enum agx_status failing_body(const struct workload_config *config,
				    struct workload_result *ret_result,
				    struct agx_error *body_err)
{
	(void)config;
	(void)ret_result;
	return agx_fail(body_err, AGX_FAILED, "no thread for you");
}

Test(bench, body_that_cannot_do_its_job_ends_it)
{
	struct bench_hooks hooks = {.body = failing_body};

	cr_assert_eq(bench_run(&plan, &hooks, &samples, &err), AGX_FAILED);
	cr_assert_str_eq(err.text, "a sample could not be taken: no thread for you");
	cr_assert_null(samples.taken);
}
