/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_barrier_t barrier;
static int values[2];

static void *body(void *argument)
{
	int i = number(argument);

	values[i] = 1;
#ifndef BROKEN
	pthread_barrier_wait(&barrier);
#endif
#ifdef BROKEN
	assert(values[1 - i] <= 1);
#else
	assert(values[1 - i] == 1);
#endif
	return NULL;
}

int main(void)
{
	pthread_barrier_init(&barrier, NULL, 2);
	run_threads(2, body);
	pthread_barrier_destroy(&barrier);
	return 0;
}
