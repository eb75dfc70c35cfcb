/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

/* Bit 62 of a pointer says that its node is about to go. */
static const uintptr_t mark = (uintptr_t)1 << 62;
static int node = 1;
static _Atomic uintptr_t link;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		atomic_fetch_or(&link, mark);
	} else {
		uintptr_t seen = atomic_load(&link);

#ifndef BROKEN
		seen &= ~mark;
#endif
		assert(*(int *)seen == 1);
	}
	return NULL;
}

int main(void)
{
	atomic_store(&link, (uintptr_t)&node);
	run_threads(2, body);
	return 0;
}
