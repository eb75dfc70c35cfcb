/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int x;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		atomic_store_explicit(&x, 1, memory_order_relaxed);
		atomic_store_explicit(&x, 2, memory_order_relaxed);
	} else {
		int first = atomic_load_explicit(&x, memory_order_relaxed);
		int second = atomic_load_explicit(&x, memory_order_relaxed);

		assert(first <= second);
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
