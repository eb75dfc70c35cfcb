/* SPDX-License-Identifier: MIT */
#include "bench/bench_stats.h"

#include <criterion/criterion.h>
#include <math.h>

static const double ten[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

static void near(double got, double expected)
{
	cr_assert(fabs(got - expected) < 1e-12, "%.15g, not %.15g", got, expected);
}

Test(bench_stats, quantiles_are_linear_between_neighbours)
{
	near(bench_quantile(ten, 10, 0.0), 1.0);
	near(bench_quantile(ten, 10, 1.0), 10.0);
	near(bench_quantile(ten, 10, 0.5), 5.5);
	near(bench_quantile(ten, 10, 0.05), 1.45);
	near(bench_quantile(ten, 10, 0.95), 9.55);
	near(bench_quantile(ten, 1, 0.95), 1.0);
	near(bench_quantile(ten, 0, 0.95), 0.0);
}

Test(bench_stats, sorting_does_not_depend_on_the_order_given)
{
	double values[] = {3, -1, 1e300, 0, 3, -1e-300};

	bench_sort(values, 6);
	for (size_t i = 1; i < 6; i++)
		cr_assert_leq(values[i - 1], values[i]);
	bench_sort(values, 0);
}

/* Lower ranks of the sign test's 95 % interval of the median, as in printed tables (for example Conover,
 * Practical Nonparametric Statistics, 1999, table A3). */
Test(bench_stats, median_interval_has_the_ranks_of_the_sign_test)
{
	static const struct {
		size_t count;
		size_t rank; /* from 1 */
	} known[] = {{6, 1},  {7, 1},  {8, 1},	{9, 2},	  {10, 2},  {11, 2},  {12, 3},
		     {15, 4}, {20, 6}, {25, 8}, {30, 10}, {40, 14}, {50, 18}, {100, 40}};
	double values[1000];

	for (size_t i = 0; i < 1000; i++)
		values[i] = (double)i + 1;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		struct bench_interval got = bench_median_interval(values, known[i].count);

		cr_assert(got.covers);
		near(got.low, (double)known[i].rank);
		near(got.high, (double)(known[i].count + 1 - known[i].rank));
	}
	cr_assert(bench_median_interval(values, 1000).low > 460);
	cr_assert(bench_median_interval(values, 1000).high < 540);
}

Test(bench_stats, fewer_than_six_samples_cover_nothing)
{
	for (size_t count = 1; count < 6; count++) {
		struct bench_interval got = bench_median_interval(ten, count);

		cr_assert_not(got.covers);
		near(got.low, 1.0);
		near(got.high, (double)count);
	}
	cr_assert_not(bench_median_interval(ten, 0).covers);
}
