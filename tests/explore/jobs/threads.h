/* SPDX-License-Identifier: MIT */
/* Searches of some hundred to some thousand executions, to be divided among processes (tests/explore-jobs). */
#ifndef JOBS_THREADS_H
#define JOBS_THREADS_H

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { THREADS_MOST = 8 };

/* Run BODY in COUNT threads, each with its number, and wait for them. */
static inline void run_threads(unsigned count, void *(*body)(void *))
{
	pthread_t threads[THREADS_MOST];

	for (unsigned i = 0; i < count; i++)
		pthread_create(&threads[i], NULL, body, (void *)(unsigned long)i);
	for (unsigned i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}

#endif
