// SPDX-License-Identifier: MIT
/* main reads a local variable of a thread while it lives, and again after it has joined it. In between it releases nothing. */
#include <pthread.h>
#include <stdatomic.h>

static _Atomic(int *) address;

static void *work(void *argument)
{
	int local = 1;

	atomic_store_explicit(&address, &local, memory_order_release);
	return argument;
}

int main(void)
{
	pthread_t thread;
	int *local;
	int sum;

	pthread_create(&thread, NULL, work, NULL);
	local = atomic_load_explicit(&address, memory_order_acquire);
	if (local == NULL)
		return 0;
	sum = *local;
	pthread_join(thread, NULL);
	sum += *(volatile int *)local;
	return sum == 0;
}
