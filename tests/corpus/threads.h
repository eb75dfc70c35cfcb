/* SPDX-License-Identifier: MIT */
/* What most programs of the corpus need: threads that each run one function. */
#ifndef CORPUS_THREADS_H
#define CORPUS_THREADS_H

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

/* Which of the threads that run_threads() started is this? */
static inline int number(void *argument)
{
	return (int)(intptr_t)argument;
}

/* Run BODY in COUNT threads and wait for all of them. */
static inline void run_threads(int count, void *(*body)(void *))
{
	pthread_t threads[20];

	for (int i = 0; i < count; i++)
		pthread_create(&threads[i], NULL, body, (void *)(intptr_t)i);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}

#endif
