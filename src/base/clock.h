/* SPDX-License-Identifier: MIT */
/* Time. Monotonic for durations; wall time only for what a person reads. */
#ifndef AGX_BASE_CLOCK_H
#define AGX_BASE_CLOCK_H

#include <stdint.h>

/* Nanoseconds of the monotonic clock. Async-signal-safe. */
uint64_t agx_clock_ns(void);

/* Seconds since the epoch. */
uint64_t agx_wall_s(void);

/* CPU nanoseconds used by this process so far, all threads. */
uint64_t agx_cpu_ns(void);

#endif
