/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static atomic_int inside;

static void *body(void *argument)
{
	pthread_mutex_lock(&mutex);
	atomic_fetch_add(&inside, 1);
	pthread_mutex_unlock(&mutex);
	return argument;
}

int main(void)
{
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, body, NULL);
#ifdef BROKEN
	while (atomic_load(&inside) != 2)
		;
	pthread_mutex_destroy(&mutex);
#endif
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
#ifndef BROKEN
	pthread_mutex_destroy(&mutex);
#endif
	return 0;
}
