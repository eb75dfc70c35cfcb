/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_barrier_t barrier;
static atomic_int serial;

static void *body(void *argument)
{
	if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
		atomic_fetch_add(&serial, 1);
	return argument;
}

int main(void)
{
#ifndef BROKEN
	pthread_barrier_init(&barrier, NULL, 2);
#endif
	run_threads(2, body);
	assert(serial == 1);
	return 0;
}
