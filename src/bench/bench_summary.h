/* SPDX-License-Identifier: MIT */
/* The samples of a bench, summed up: per cell its throughput and latency, and its throughput as ratio to each
 * baseline's. A ratio is the median of the ratios of two samples of one round, with an order-statistic interval:
 * drift from round to round cancels out.
 *
 * Thread safety: one owner. */
#ifndef AGX_BENCH_BENCH_SUMMARY_H
#define AGX_BENCH_BENCH_SUMMARY_H

#include "bench/bench.h"

struct bench_ratio {
	size_t n; /* rounds in which both samples were sound; 0: the rest is 0 */
	double median;
	double low; /* 95 % interval, or the range when N is below 6 */
	double high;
	bool claim; /* the interval covers and 1 lies outside: the two differ */
};

struct bench_row {
	unsigned threads;
	struct bench_configuration configuration;
	size_t n;      /* sound samples; 0: the figures are 0 */
	size_t failed; /* others */
	double rate;   /* commands per second, median */
	double rate_p5;
	double rate_p95;
	uint64_t p50_ns; /* encode latency, all sound samples together */
	uint64_t p99_ns;
	struct bench_ratio efficiency; /* to THREADS times the rate of 1 thread; n 0 when 1 was not sampled */
	struct bench_ratio ratios[BENCH_BASELINES]; /* to the baselines at the same threads */
};

/* Fill ROWS, one per cell of PLAN, numbered as its cells. Returns AGX_OK or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status bench_summarise(const struct bench_plan *plan,
					     const struct bench_samples *samples,
					     struct bench_row *rows, struct agx_error *err);

/* Samples that are not sound, in all rows. */
size_t bench_failures(const struct bench_row *rows, size_t count);

#endif
