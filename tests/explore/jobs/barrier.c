/* SPDX-License-Identifier: MIT */
#include "threads.h"

static pthread_barrier_t barrier;
static atomic_int arrived;

static void *body(void *number)
{
	atomic_fetch_add_explicit(&arrived, 1, memory_order_relaxed);
	pthread_barrier_wait(&barrier);
	assert(atomic_load_explicit(&arrived, memory_order_relaxed) >= 3);
	atomic_fetch_add_explicit(&arrived, 1, memory_order_relaxed);
	return number;
}

int main(void)
{
	pthread_barrier_init(&barrier, NULL, 3);
	run_threads(3, body);
	return 0;
}
