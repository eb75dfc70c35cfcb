/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int top, bottom = 1, items[2] = {7};
static atomic_int taken;

static void take(void)
{
	int b = atomic_load_explicit(&bottom, memory_order_relaxed) - 1;
	int t;

	atomic_store_explicit(&bottom, b, memory_order_relaxed);
#ifndef BROKEN
	atomic_thread_fence(memory_order_seq_cst);
#endif
	t = atomic_load_explicit(&top, memory_order_relaxed);
	if (t < b) {
		atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed);
	} else if (t == b) {
		if (atomic_compare_exchange_strong_explicit(&top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
			atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed);
		atomic_store_explicit(&bottom, b + 1, memory_order_relaxed);
	} else {
		atomic_store_explicit(&bottom, b + 1, memory_order_relaxed);
	}
}

static void steal(void)
{
	int t = atomic_load_explicit(&top, memory_order_acquire);
	int b;

	atomic_thread_fence(memory_order_seq_cst);
	b = atomic_load_explicit(&bottom, memory_order_acquire);
	if (t < b && atomic_compare_exchange_strong_explicit(&top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
		atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed);
}

static void *body(void *argument)
{
	if (number(argument) == 0) {
		take();
		take();
	} else {
		steal();
		steal();
	}
	return NULL;
}

int main(void)
{
	atomic_store(&bottom, 2);
	run_threads(2, body);
	assert(atomic_load(&taken) == 2);
	return 0;
}
