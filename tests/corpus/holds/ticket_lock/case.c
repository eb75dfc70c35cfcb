/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { UNLOCK = memory_order_relaxed };
#else
enum { UNLOCK = memory_order_release };
#endif

static atomic_int next_ticket, now_serving;

static int counter;

static void *body(void *argument)
{
	(void)argument;
	int ticket = atomic_fetch_add_explicit(&next_ticket, 1, memory_order_relaxed);

	while (atomic_load_explicit(&now_serving, memory_order_acquire) != ticket)
		;
	counter++;
	atomic_store_explicit(&now_serving, ticket + 1, UNLOCK);
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	assert(counter == 3);
	return 0;
}
