/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int counter;

static void *body(void *argument)
{
	(void)argument;
	for (int k = 0; k < 2; k++) {
		int seen = atomic_load_explicit(&counter, memory_order_relaxed);

		while (!atomic_compare_exchange_strong_explicit(&counter, &seen, seen + 1, memory_order_relaxed,
														memory_order_relaxed))
			;
	}
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	assert(counter == 6);
	return 0;
}
