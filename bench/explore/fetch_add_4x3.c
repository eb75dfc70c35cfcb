// SPDX-License-Identifier: MIT
/* Four threads, three additions each whose results are kept: 369,600 executions. */
#include <pthread.h>
#include <stdatomic.h>

static atomic_int counter;
static int seen[4];

static void *work(void *argument)
{
	int *mine = argument;

	for (int i = 0; i < 3; i++)
		*mine += atomic_fetch_add(&counter, 1);
	return NULL;
}

int main(void)
{
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, work, &seen[i]);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
