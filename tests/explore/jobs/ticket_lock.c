/* SPDX-License-Identifier: MIT */
#include "threads.h"

static atomic_uint next;
static atomic_uint serving;
static int count;

static void *body(void *number)
{
	unsigned mine = atomic_fetch_add_explicit(&next, 1, memory_order_relaxed);

	while (atomic_load_explicit(&serving, memory_order_acquire) != mine)
		continue;
	count++;
	atomic_store_explicit(&serving, mine + 1, memory_order_release);
	return number;
}

int main(void)
{
	run_threads(5, body);
	assert(count == 5);
	return 0;
}
