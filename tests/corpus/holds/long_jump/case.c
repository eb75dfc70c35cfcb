/* SPDX-License-Identifier: MIT */
#include "../../threads.h"
#include <setjmp.h>

static atomic_int jumps;

static void *body(void *argument)
{
	jmp_buf here;
	volatile int rounds = 0;

	(void)argument;
	if (setjmp(here) < 2) {
		atomic_fetch_add(&jumps, 1);
		rounds++;
		longjmp(here, rounds);
	}
	assert(rounds == 2);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	assert(jumps == 4);
	return 0;
}
