/* SPDX-License-Identifier: MIT */
/* A number that is the same each time, or, with BROKEN, one that depends on the time. */
#ifndef CORPUS_STEP_H
#define CORPUS_STEP_H

static inline unsigned step(void)
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

#endif
