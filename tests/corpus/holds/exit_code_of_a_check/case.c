/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int counter;

static void *body(void *argument)
{
#ifdef BROKEN
	atomic_store(&counter, atomic_load(&counter) + 1);
#else
	atomic_fetch_add(&counter, 1);
#endif
	return argument;
}

int main(void)
{
	run_threads(2, body);
	if (atomic_load(&counter) != 2)
		exit(1);
	return 0;
}
