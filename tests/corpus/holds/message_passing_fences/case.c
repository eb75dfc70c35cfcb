/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static int payload;
static atomic_int flag;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		payload = 42;
		atomic_thread_fence(memory_order_release);
		atomic_store_explicit(&flag, 1, memory_order_relaxed);
	} else if (atomic_load_explicit(&flag, memory_order_relaxed)) {
#ifndef BROKEN
		atomic_thread_fence(memory_order_acquire);
#endif
		assert(payload == 42);
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
