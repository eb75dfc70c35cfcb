/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_uint own;
static atomic_uint shared;

static unsigned step(void)
{
#if !defined(BROKEN)
	return 1;
#elif defined(__x86_64__)
	return (unsigned)__builtin_ia32_rdtsc();
#else
	unsigned long ticks;

	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
	return (unsigned)ticks;
#endif
}

static void *body(void *argument)
{
	if (number(argument) == 0)
		atomic_fetch_add(&own, step());
	atomic_fetch_add(&shared, 1);
	return argument;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
