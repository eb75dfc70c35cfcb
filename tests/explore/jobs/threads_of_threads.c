/* SPDX-License-Identifier: MIT */
/* Numbers of threads that main does not create are given as the search meets them: several processes must agree. Which of
 * them there are depends on who comes first. */
#include "threads.h"

static atomic_int count;

static void *inner(void *number)
{
	atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
	return number;
}

static void *body(void *number)
{
	pthread_t threads[2];
	int before = atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);

	for (int i = 0; i < 2; i++)
		if (before != i + 1 || i == 0)
			pthread_create(&threads[i], NULL, inner, malloc(8));
	for (int i = 0; i < 2; i++)
		if (before != i + 1 || i == 0)
			pthread_join(threads[i], NULL);
	return number;
}

int main(void)
{
	run_threads(3, body);
	return 0;
}
