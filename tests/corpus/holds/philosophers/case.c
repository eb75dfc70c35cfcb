/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

enum { COUNT = 4 };

static pthread_mutex_t forks[COUNT];

static void *body(void *argument)
{
	int left = number(argument);
	int right = (left + 1) % COUNT;

#ifndef BROKEN
	if (left == COUNT - 1) {
		left = 0;
		right = COUNT - 1;
	}
#endif
	pthread_mutex_lock(&forks[left]);
	pthread_mutex_lock(&forks[right]);
	pthread_mutex_unlock(&forks[right]);
	pthread_mutex_unlock(&forks[left]);
	return NULL;
}

int main(void)
{
	for (int i = 0; i < COUNT; i++)
		pthread_mutex_init(&forks[i], NULL);
	run_threads(COUNT, body);
	return 0;
}
