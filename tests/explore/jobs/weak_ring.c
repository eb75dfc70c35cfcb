/* SPDX-License-Identifier: MIT */
/* Reads of older values: rc11 has more of them than sc. */
#include "threads.h"

enum { COUNT = 5 };

static atomic_int places[COUNT];

static void *body(void *number)
{
	unsigned long i = (unsigned long)number;

	atomic_store_explicit(&places[i], 1, memory_order_relaxed);
	atomic_store_explicit(&places[i], 2, memory_order_release);
	(void)atomic_load_explicit(&places[(i + 1) % COUNT], memory_order_acquire);
	(void)atomic_load_explicit(&places[(i + 1) % COUNT], memory_order_relaxed);
	return number;
}

int main(void)
{
	run_threads(COUNT, body);
	return 0;
}
