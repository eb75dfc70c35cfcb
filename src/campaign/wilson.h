/* SPDX-License-Identifier: MIT */
/* The interval for a proportion seen as K of N: Wilson's score interval (E. B. Wilson, "Probable
 * inference, the law of succession, and statistical inference", JASA 22, 1927), which Brown, Cai and
 * DasGupta ("Interval estimation for a binomial proportion", Statistical Science 16, 2001, section 3.1.1)
 * recommend for small N, and which, unlike Wald's, says something at 0 of N.
 *
 * Thread safety: pure. */
#ifndef AGX_CAMPAIGN_WILSON_H
#define AGX_CAMPAIGN_WILSON_H

#include <stdint.h>

struct wilson_interval {
	double low;  /* 0 exactly when K is 0 */
	double high; /* 1 exactly when K is N */
};

/* The 95 % interval of K of N, K at most N; [0, 1] when N is 0: nothing is known. */
struct wilson_interval wilson_95(uint64_t k, uint64_t n);

#endif
