/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { UNLOCK = memory_order_relaxed };
#else
enum { UNLOCK = memory_order_release };
#endif

static atomic_int nodes[3];
static _Atomic(atomic_int *) tail = &nodes[2];
static _Thread_local atomic_int *mine;
static int counter;

/* Returns the predecessor's node, which is the caller's from the unlock on. */
static atomic_int *lock(void)
{
	atomic_int *before;

	atomic_store_explicit(mine, 1, memory_order_relaxed);
	before = atomic_exchange_explicit(&tail, mine, memory_order_acq_rel);
	while (atomic_load_explicit(before, memory_order_acquire))
		;
	return before;
}

static void *body(void *argument)
{
	mine = &nodes[number(argument)];
	for (int turn = 0; turn < 2; turn++) {
		atomic_int *before = lock();

		counter++;
		atomic_store_explicit(mine, 0, UNLOCK);
		mine = before;
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	assert(counter == 4);
	return 0;
}
