/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_barrier_t barrier;

static void *body(void *argument)
{
	pthread_barrier_wait(&barrier);
	return argument;
}

int main(void)
{
#ifndef BROKEN
	pthread_barrier_init(&barrier, NULL, 2);
#endif
	run_threads(2, body);
	return 0;
}
