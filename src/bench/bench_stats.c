/* SPDX-License-Identifier: MIT */
#include "bench/bench_stats.h"

#include <math.h>
#include <stdlib.h>

static const double tail_max = 0.025;

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left;
	double b = *(const double *)right;

	return (a > b) - (a < b);
}

void bench_sort(double *values, size_t count)
{
	if (count > 0)
		qsort(values, count, sizeof values[0], compare);
}

double bench_quantile(const double *sorted, size_t count, double q)
{
	double rank;
	size_t below;

	if (count == 0)
		return 0.0;
	rank = q * (double)(count - 1);
	below = (size_t)rank;
	if (below + 1 >= count)
		return sorted[count - 1];
	return sorted[below] + (rank - (double)below) * (sorted[below + 1] - sorted[below]);
}

struct bench_interval bench_median_interval(const double *sorted, size_t count)
{
	/* CHANCE is that of exactly K samples below the median, TAIL that of at most K. */
	double chance = exp2(-(double)count);
	double tail = chance;
	size_t k = 0;

	if (count == 0)
		return (struct bench_interval) {0.0, 0.0, false};
	if (tail > tail_max)
		return (struct bench_interval) {sorted[0], sorted[count - 1], false};
	for (;;) {
		chance *= (double)(count - k) / (double)(k + 1);
		if (tail + chance > tail_max)
			break;
		tail += chance;
		k++;
	}
	return (struct bench_interval) {sorted[k], sorted[count - 1 - k], true};
}
