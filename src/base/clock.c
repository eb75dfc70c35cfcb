/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <time.h>

static uint64_t read_ns(clockid_t id)
{
	struct timespec now;

	if (clock_gettime(id, &now) != 0)
		return 0;
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t agx_clock_ns(void)
{
	return read_ns(CLOCK_MONOTONIC);
}

uint64_t agx_wall_s(void)
{
	return read_ns(CLOCK_REALTIME) / 1000000000u;
}

uint64_t agx_cpu_ns(void)
{
	return read_ns(CLOCK_PROCESS_CPUTIME_ID);
}
