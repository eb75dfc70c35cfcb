/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { UNLOCK = memory_order_relaxed };
#else
enum { UNLOCK = memory_order_release };
#endif

static atomic_int held;

static int counter;

static void *body(void *argument)
{
	(void)argument;
	while (atomic_exchange_explicit(&held, 1, memory_order_acquire))
		;
	counter++;
	atomic_store_explicit(&held, 0, UNLOCK);
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	assert(counter == 3);
	return 0;
}
