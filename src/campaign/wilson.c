/* SPDX-License-Identifier: MIT */
#include "campaign/wilson.h"

#include "base/assert.h"

#include <math.h>

/* The 0.975 quantile of the standard normal distribution. */
static const double z = 1.959963984540054;

struct wilson_interval wilson_95(uint64_t k, uint64_t n)
{
	double trials = (double)n;
	double rate;
	double scale;
	double centre;
	double half;

	AGX_ASSERT(k <= n);
	if (n == 0)
		return (struct wilson_interval) {0.0, 1.0};
	rate = (double)k / trials;
	scale = 1.0 + z * z / trials;
	centre = (rate + z * z / (2.0 * trials)) / scale;
	half = z / scale * sqrt(rate * (1.0 - rate) / trials + z * z / (4.0 * trials * trials));
	/* At the ends the formula gives 0 and 1 but for rounding. */
	return (struct wilson_interval) {
		.low = k == 0 ? 0.0 : fmax(0.0, centre - half),
		.high = k == n ? 1.0 : fmin(1.0, centre + half),
	};
}
