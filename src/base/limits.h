/* SPDX-License-Identifier: MIT */
/* Every bound of the program, by name. A bound that is hit is an error or an inconclusive verdict,
 * never silence. */
#ifndef AGX_BASE_LIMITS_H
#define AGX_BASE_LIMITS_H

enum {
	AGX_THREADS_MAX = 256,           /* client threads of one workload run */
	AGX_ITERATIONS_MAX = 10000000,   /* per client thread */
	AGX_RUNS_MAX = 1000000,          /* per cell of a campaign */
	AGX_JOBS_MAX = 64,               /* children of a campaign at once */
	AGX_TIMEOUT_MS_MAX = 3600000,
	AGX_PATH_BYTES_MAX = 4096,
};

#endif
