/* SPDX-License-Identifier: MIT */
/* Fails in one of many executions, whichever process comes there. */
#include "threads.h"

static atomic_int count;
static atomic_int last;

static void *body(void *number)
{
	int before = atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);

	atomic_store_explicit(&last, (int)(unsigned long)number, memory_order_relaxed);
	assert(before != 4 || (unsigned long)number != 0 ||
	       atomic_load_explicit(&last, memory_order_relaxed) != 3);
	return number;
}

int main(void)
{
	run_threads(5, body);
	return 0;
}
