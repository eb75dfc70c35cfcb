/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int counter;

static void *body(void *argument)
{
	(void)argument;
#ifdef BROKEN
	atomic_store(&counter, atomic_load(&counter) + 1);
#else
	atomic_fetch_add(&counter, 1);
#endif
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	assert(counter == 3);
	return 0;
}
