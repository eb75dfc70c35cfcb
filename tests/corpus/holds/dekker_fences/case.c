/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int wants[2], turn;
static int inside;

static void want(int i)
{
	atomic_store_explicit(&wants[i], 1, memory_order_relaxed);
#ifndef BROKEN
	atomic_thread_fence(memory_order_seq_cst);
#endif
}

static void lock(int i)
{
	want(i);
	while (atomic_load_explicit(&wants[1 - i], memory_order_acquire)) {
		if (atomic_load_explicit(&turn, memory_order_relaxed) == i)
			continue;
		atomic_store_explicit(&wants[i], 0, memory_order_relaxed);
		while (atomic_load_explicit(&turn, memory_order_relaxed) != i)
			;
		want(i);
	}
}

static void *body(void *argument)
{
	int i = number(argument);

	lock(i);
	inside++;
	assert(inside == 1);
	inside--;
	atomic_store_explicit(&turn, 1 - i, memory_order_relaxed);
	atomic_store_explicit(&wants[i], 0, memory_order_release);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
