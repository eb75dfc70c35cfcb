/* SPDX-License-Identifier: MIT */
/* Crash rates as the bug report tells them, to stand beside those measured. Rounded by the reporter,
 * without sample sizes: no interval can be had from them.
 *
 * Thread safety: pure. */
#ifndef AGX_CAMPAIGN_REPORTED_RATES_H
#define AGX_CAMPAIGN_REPORTED_RATES_H

extern const char reported_rates_source[];

/* The reported rate (0 to 1) of THREADS client threads; negative when the report has none. */
double reported_rate(unsigned threads);

#endif
