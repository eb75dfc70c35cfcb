/* SPDX-License-Identifier: MIT */
/* Loops that only repeat are cut: those executions are blocked. */
#include "threads.h"

static atomic_int lock;
static int count;

static void *body(void *number)
{
	int open = 0;

	while (!atomic_compare_exchange_strong_explicit(&lock, &open, 1, memory_order_acquire, memory_order_relaxed))
		open = 0;
	count++;
	atomic_store_explicit(&lock, 0, memory_order_release);
	return number;
}

int main(void)
{
	run_threads(5, body);
	assert(count == 5);
	return 0;
}
