/* SPDX-License-Identifier: MIT */
/* compare_exchange THREADS INCREMENTS: compare-exchange loops, each failure an execution of its own. */
#include "parameters.h"

static atomic_int counter;
static int increments;

static void *body(void *argument)
{
	for (int k = 0; k < increments; k++) {
		int seen = atomic_load_explicit(&counter, memory_order_relaxed);

		while (!atomic_compare_exchange_strong_explicit(&counter, &seen, seen + 1, memory_order_relaxed, memory_order_relaxed))
			;
	}
	return argument;
}

int main(int argc, char **argv)
{
	int threads = parameter(argc, argv, 1);

	increments = parameter(argc, argv, 2);
	run_threads(threads, body);
	assert(atomic_load(&counter) == threads * increments);
	return 0;
}
