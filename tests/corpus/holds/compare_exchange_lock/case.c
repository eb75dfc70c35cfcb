/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { LOCK = memory_order_relaxed };
#else
enum { LOCK = memory_order_acquire };
#endif

static atomic_int held;

static int counter;

static void *body(void *argument)
{
	(void)argument;
	for (int free = 0; !atomic_compare_exchange_strong_explicit(&held, &free, 1, LOCK, memory_order_relaxed); free = 0)
		;
	counter++;
	atomic_store_explicit(&held, 0, memory_order_release);
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	assert(counter == 3);
	return 0;
}
