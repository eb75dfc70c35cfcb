/* SPDX-License-Identifier: MIT */
/* What few and skewed samples allow to be said: quantiles, and an interval for the median that assumes
 * nothing of the distribution.
 *
 * Thread safety: pure. */
#ifndef AGX_BENCH_BENCH_STATS_H
#define AGX_BENCH_BENCH_STATS_H

#include <stdbool.h>
#include <stddef.h>

struct bench_interval {
	double low;
	double high;
	bool covers; /* with 95 % confidence; false below 6 samples, of which no interval does */
};

void bench_sort(double *values, size_t count);

/* The quantile Q (0 to 1) of SORTED, linear between neighbours (definition 7 of Hyndman and Fan, "Sample
 * quantiles in statistical packages", The American Statistician 50, 1996); 0 when COUNT is 0. */
double bench_quantile(const double *sorted, size_t count, double q);

/* The narrowest interval between two order statistics, equally far from both ends, that holds the median of what
 * was sampled with at least 95 % confidence (David and Nagaraja, Order Statistics, 2003, section 7.1): the samples
 * below the median are binomial with chance 1/2. Least to greatest when there are fewer than 6; COUNT is at most
 * BENCH_ROUNDS_MAX. */
struct bench_interval bench_median_interval(const double *sorted, size_t count);

#endif
