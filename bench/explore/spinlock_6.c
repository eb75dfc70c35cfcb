// SPDX-License-Identifier: MIT
/* Six threads take a spinlock of compare-exchange once each. */
#include <pthread.h>
#include <stdatomic.h>

static atomic_int lock;
static int counter;

static void *work(void *argument)
{
	int expected = 0;

	while (!atomic_compare_exchange_strong_explicit(&lock, &expected, 1, memory_order_acquire,
							memory_order_relaxed))
		expected = 0;
	counter++;
	atomic_store_explicit(&lock, 0, memory_order_release);
	return argument;
}

int main(void)
{
	pthread_t threads[6];

	for (int i = 0; i < 6; i++)
		pthread_create(&threads[i], NULL, work, NULL);
	for (int i = 0; i < 6; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
