/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int sequence, a, b;

static void writer(void)
{
	int s = atomic_load_explicit(&sequence, memory_order_relaxed);

	atomic_store_explicit(&sequence, s + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
	atomic_store_explicit(&a, 1, memory_order_relaxed);
	atomic_store_explicit(&b, 1, memory_order_relaxed);
	atomic_store_explicit(&sequence, s + 2, memory_order_release);
}

static void reader(void)
{
	int before, x, y;

	do {
		before = atomic_load_explicit(&sequence, memory_order_acquire);
		x = atomic_load_explicit(&a, memory_order_relaxed);
		y = atomic_load_explicit(&b, memory_order_relaxed);
#ifndef BROKEN
		atomic_thread_fence(memory_order_acquire);
#endif
	} while (before % 2 || atomic_load_explicit(&sequence, memory_order_relaxed) != before);
	assert(x == y);
}

static void *body(void *argument)
{
	if (number(argument) == 0)
		writer();
	else
		reader();
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
