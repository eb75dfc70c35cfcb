// SPDX-License-Identifier: MIT
/* Three threads of twenty operations: a private atomic or, thrice, a shared counter, then a mutex and flags; twenty plain
 * accesses after each. */
#include <pthread.h>
#include <stdatomic.h>

static atomic_int flags[3];
static atomic_int own[3];
static atomic_int counter;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int shared;
static int plain[3][64];

static void touch(int *mine)
{
	for (int i = 0; i < 10; i++)
		mine[i] += mine[i + 10];
}

static void *work(void *argument)
{
	long self = (long)argument;

	for (int i = 0; i < 18; i++) {
		if (i % 6 == 5)
			atomic_fetch_add_explicit(&counter, 1, memory_order_acq_rel);
		else
			atomic_store_explicit(&own[self], i, memory_order_relaxed);
		touch(plain[self]);
	}
	atomic_store_explicit(&flags[self], 1, memory_order_release);
	(void)atomic_load_explicit(&flags[(self + 1) % 3], memory_order_acquire);
	pthread_mutex_lock(&mutex);
	shared++;
	pthread_mutex_unlock(&mutex);
	return NULL;
}

int main(void)
{
	pthread_t threads[3];

	for (long i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, work, (void *)i);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
