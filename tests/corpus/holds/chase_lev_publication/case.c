/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int top, bottom;
static int job;

static void push(void)
{
	job = 7;
#ifndef BROKEN
	atomic_thread_fence(memory_order_release);
#endif
	atomic_store_explicit(&bottom, 1, memory_order_relaxed);
}

static void steal(void)
{
	int t = atomic_load_explicit(&top, memory_order_acquire);

	atomic_thread_fence(memory_order_seq_cst);
	if (t >= atomic_load_explicit(&bottom, memory_order_acquire))
		return;
	if (atomic_compare_exchange_strong_explicit(&top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
		assert(job == 7);
}

static void *body(void *argument)
{
	if (number(argument) == 0)
		push();
	else
		steal();
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	return 0;
}
