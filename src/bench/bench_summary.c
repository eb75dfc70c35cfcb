/* SPDX-License-Identifier: MIT */
#include "bench/bench_summary.h"

#include "bench/bench_stats.h"

#include <stdlib.h>
#include <string.h>

/* The sample of round ROUND in cell NUMBER. */
static const struct bench_sample *sample_at(const struct bench_samples *samples, unsigned round,
					    size_t number)
{
	return &samples->taken[round * samples->cell_count + number];
}

/* Of the rates in cell A to SCALE times those in cell B, round by round. VALUES has room for all rounds. */
static struct bench_ratio ratio_of(const struct bench_samples *samples, size_t a, size_t b,
				   double scale, double *values)
{
	struct bench_ratio ratio = {0};
	struct bench_interval interval;

	for (unsigned r = 0; r < samples->round_count; r++) {
		const struct bench_sample *above = sample_at(samples, r, a);
		const struct bench_sample *below = sample_at(samples, r, b);

		if (bench_sample_is_sound(above) && bench_sample_is_sound(below))
			values[ratio.n++] =
				bench_sample_rate(above) / (scale * bench_sample_rate(below));
	}
	if (ratio.n == 0)
		return ratio;
	bench_sort(values, ratio.n);
	interval = bench_median_interval(values, ratio.n);
	ratio.median = bench_quantile(values, ratio.n, 0.5);
	ratio.low = interval.low;
	ratio.high = interval.high;
	ratio.claim = interval.covers && (interval.low > 1.0 || interval.high < 1.0);
	return ratio;
}

static void sum_rates(const struct bench_samples *samples, size_t number, double *values,
		      struct bench_row *row)
{
	for (unsigned r = 0; r < samples->round_count; r++) {
		const struct bench_sample *sample = sample_at(samples, r, number);

		if (bench_sample_is_sound(sample))
			values[row->n++] = bench_sample_rate(sample);
		else
			row->failed++;
	}
	bench_sort(values, row->n);
	row->rate = bench_quantile(values, row->n, 0.5);
	row->rate_p5 = bench_quantile(values, row->n, 0.05);
	row->rate_p95 = bench_quantile(values, row->n, 0.95);
}

static size_t single_thread(const struct bench_plan *plan)
{
	size_t i = 0;

	while (i < plan->thread_count && plan->threads[i] != 1)
		i++;
	return i;
}

enum agx_status bench_summarise(const struct bench_plan *plan,
				const struct bench_samples *samples, struct bench_row *rows,
				struct agx_error *err)
{
	double *values = calloc((size_t)samples->round_count + 1, sizeof *values);
	struct workload_result *latency = calloc(1, sizeof *latency);
	size_t single = single_thread(plan);

	if (values == NULL || latency == NULL) {
		free(values);
		free(latency);
		return agx_fail(err, AGX_NO_MEMORY, "no memory to sum up the samples");
	}
	for (size_t number = 0; number < samples->cell_count; number++) {
		struct bench_cell cell = bench_plan_cell(plan, number);
		struct bench_row row = {
			.threads = plan->threads[cell.threads],
			.configuration = plan->configurations[cell.configuration],
		};

		sum_rates(samples, number, values, &row);
		memcpy(latency->latency, samples->latency[number], sizeof latency->latency);
		row.p50_ns = workload_latency_quantile(latency, 0.5);
		row.p99_ns = workload_latency_quantile(latency, 0.99);
		for (size_t b = 0; b < BENCH_BASELINES; b++)
			row.ratios[b] = ratio_of(
				samples, number,
				bench_plan_number(plan, (struct bench_cell) {b, cell.threads}),
				1.0, values);
		if (single < plan->thread_count)
			row.efficiency = ratio_of(
				samples, number,
				bench_plan_number(
					plan, (struct bench_cell) {cell.configuration, single}),
				(double)row.threads, values);
		rows[number] = row;
	}
	free(values);
	free(latency);
	return AGX_OK;
}

size_t bench_failures(const struct bench_row *rows, size_t count)
{
	size_t failures = 0;

	for (size_t i = 0; i < count; i++)
		failures += rows[i].failed;
	return failures;
}
