/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

/* The owner pushes two items and takes twice, a thief steals twice; the array never grows. */
enum { EMPTY = -1, LOST = -2 };

static atomic_int top, bottom, items[2];
static atomic_int taken[3];

static void push(int item)
{
	int b = atomic_load_explicit(&bottom, memory_order_relaxed);

	atomic_store_explicit(&items[b], item, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
	atomic_store_explicit(&bottom, b + 1, memory_order_relaxed);
}

static int take(void)
{
	int b = atomic_load_explicit(&bottom, memory_order_relaxed) - 1;
	int item = EMPTY;
	int t;

	atomic_store_explicit(&bottom, b, memory_order_relaxed);
#ifndef BROKEN
	atomic_thread_fence(memory_order_seq_cst);
#endif
	t = atomic_load_explicit(&top, memory_order_relaxed);
	if (t <= b) {
		item = atomic_load_explicit(&items[b], memory_order_relaxed);
		if (t < b)
			return item;
		if (!atomic_compare_exchange_strong_explicit(&top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
			item = EMPTY;
	}
	atomic_store_explicit(&bottom, b + 1, memory_order_relaxed);
	return item;
}

static int steal(void)
{
	int t = atomic_load_explicit(&top, memory_order_acquire);
	int item;

	atomic_thread_fence(memory_order_seq_cst);
	if (t >= atomic_load_explicit(&bottom, memory_order_acquire))
		return EMPTY;
	item = atomic_load_explicit(&items[t], memory_order_relaxed);
	if (!atomic_compare_exchange_strong_explicit(&top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
		return LOST;
	return item;
}

static void note(int item)
{
	if (item >= 0)
		atomic_fetch_add_explicit(&taken[item], 1, memory_order_relaxed);
}

static void *body(void *argument)
{
	if (number(argument) == 0) {
		push(1);
		push(2);
		note(take());
		note(take());
	} else {
		note(steal());
		note(steal());
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	assert(taken[0] == 0); /* an item that was never written */
	assert(taken[1] == 1 && taken[2] == 1);
	return 0;
}
