/* SPDX-License-Identifier: MIT */
#include "threads.h"

static atomic_int count;

static void *body(void *number)
{
	for (int i = 0; i < 2; i++) {
		int seen = atomic_load_explicit(&count, memory_order_relaxed);

		while (!atomic_compare_exchange_weak_explicit(&count, &seen, seen + 1, memory_order_acq_rel,
							      memory_order_relaxed))
			continue;
	}
	return number;
}

int main(void)
{
	run_threads(2, body);
	run_threads(2, body);
	assert(count == 8);
	return 0;
}
