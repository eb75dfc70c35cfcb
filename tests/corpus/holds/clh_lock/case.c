/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { UNLOCK = memory_order_relaxed };
#else
enum { UNLOCK = memory_order_release };
#endif

static atomic_int nodes[4];
static _Atomic(atomic_int *) tail = &nodes[3];
static int counter;

static void *body(void *argument)
{
	atomic_int *mine = &nodes[number(argument)];
	atomic_int *before;

	atomic_store_explicit(mine, 1, memory_order_relaxed);
	before = atomic_exchange_explicit(&tail, mine, memory_order_acq_rel);
	while (atomic_load_explicit(before, memory_order_acquire))
		;
	counter++;
	atomic_store_explicit(mine, 0, UNLOCK);
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	assert(counter == 3);
	return 0;
}
