/* SPDX-License-Identifier: MIT */
/* One deadlock among complete executions. */
#include "threads.h"

enum { COUNT = 5 };

static pthread_mutex_t forks[COUNT];
static atomic_int meals;

static void *body(void *number)
{
	unsigned long i = (unsigned long)number;

	pthread_mutex_lock(&forks[i]);
	pthread_mutex_lock(&forks[(i + 1) % COUNT]);
	atomic_fetch_add_explicit(&meals, 1, memory_order_relaxed);
	pthread_mutex_unlock(&forks[(i + 1) % COUNT]);
	pthread_mutex_unlock(&forks[i]);
	return number;
}

int main(void)
{
	for (int i = 0; i < COUNT; i++)
		pthread_mutex_init(&forks[i], NULL);
	run_threads(COUNT, body);
	return 0;
}
