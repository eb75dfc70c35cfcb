/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

/* main writes a variable before it creates the threads that read it, and once more. */
static int value;
static atomic_int sum;

static void *body(void *argument)
{
	atomic_fetch_add(&sum, value);
	return argument;
}

int main(void)
{
	pthread_t threads[2];

	value = 1;
#ifndef BROKEN
	value = 2;
#endif
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, body, NULL);
#ifdef BROKEN
	value = 2;
#endif
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
