/* SPDX-License-Identifier: MIT */
/* philosophers THREADS: each takes the left fork, then the right one: 2^N - 2 ways to eat and one to starve. */
#include "parameters.h"

static pthread_mutex_t forks[THREADS_MAX];
static int threads;

static void *body(void *argument)
{
	int left = number(argument);
	int right = (left + 1) % threads;

	pthread_mutex_lock(&forks[left]);
	pthread_mutex_lock(&forks[right]);
	pthread_mutex_unlock(&forks[right]);
	pthread_mutex_unlock(&forks[left]);
	return NULL;
}

int main(int argc, char **argv)
{
	threads = parameter(argc, argv, 1);
	for (int i = 0; i < threads; i++)
		pthread_mutex_init(&forks[i], NULL);
	run_threads(threads, body);
	return 0;
}
