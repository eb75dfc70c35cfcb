/* SPDX-License-Identifier: MIT */
/* The four cases of table I of R. G. Newcombe, "Two-sided confidence intervals for the single proportion",
 * Statistics in Medicine 17, 1998, method 3, which prints four digits; further digits from the formula in
 * 50-digit arithmetic. */
#include "campaign/wilson.h"

#include <criterion/criterion.h>
#include <math.h>

static void expect(uint64_t k, uint64_t n, double low, double high)
{
	struct wilson_interval got = wilson_95(k, n);

	cr_assert(fabs(got.low - low) < 5e-7, "%lu of %lu: low %.9f, not %.9f", (unsigned long)k,
		  (unsigned long)n, got.low, low);
	cr_assert(fabs(got.high - high) < 5e-7, "%lu of %lu: high %.9f, not %.9f",
		  (unsigned long)k, (unsigned long)n, got.high, high);
}

Test(wilson, agrees_with_the_published_table)
{
	expect(81, 263, 0.255289, 0.366210);
	expect(15, 148, 0.062386, 0.160487);
	expect(0, 20, 0.0, 0.161125);
	expect(1, 29, 0.006113, 0.171755);
}

Test(wilson, agrees_with_the_formula_for_small_and_large_samples)
{
	expect(27, 50, 0.403989, 0.670303);
	expect(110, 200, 0.480756, 0.617359);
	expect(1, 1, 0.206549, 1.0);
	expect(0, 1, 0.0, 0.793451);
	expect(1000, 1000, 0.996173, 1.0);
	expect(3, 1000000, 0.000001, 0.000009);
}

Test(wilson, none_and_all_reach_the_very_end)
{
	for (uint64_t n = 1; n <= 2000; n++) {
		cr_assert(wilson_95(0, n).low == 0.0);
		cr_assert(wilson_95(n, n).high == 1.0);
		cr_assert(fabs(wilson_95(0, n).high + wilson_95(n, n).low - 1.0) < 1e-12);
	}
}

Test(wilson, nothing_is_known_without_a_run)
{
	cr_assert(wilson_95(0, 0).low == 0.0);
	cr_assert(wilson_95(0, 0).high == 1.0);
}

Test(wilson, interval_holds_the_rate_and_stays_within_0_and_1)
{
	for (uint64_t n = 1; n <= 60; n++) {
		for (uint64_t k = 0; k <= n; k++) {
			struct wilson_interval got = wilson_95(k, n);
			double rate = (double)k / (double)n;

			cr_assert(got.low >= 0.0 && got.low <= rate);
			cr_assert(got.high <= 1.0 && got.high >= rate);
		}
	}
}
