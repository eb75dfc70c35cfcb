/* SPDX-License-Identifier: MIT */
#include "explore/engine.h"

/* Explored programs do not link the mathematical library. Newton's method from above; exact enough for a percentage. */
static double square_root(double x)
{
	double root = 1;

	for (int i = 0; i < 60 && root > 0; i++)
		root = (root + x / root) / 2;
	return root;
}

double search_share_done(struct search_share left)
{
	double even = left.even < 1 ? 1 - left.even : 0;
	double halved = left.halved < 1 ? 1 - left.halved : 0;
	double done = square_root(even * halved);

	return done > 1 ? 1 : done;
}
