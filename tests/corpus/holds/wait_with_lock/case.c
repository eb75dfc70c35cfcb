/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static atomic_int ready;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		pthread_mutex_lock(&mutex);
		atomic_store(&ready, 1);
		pthread_mutex_unlock(&mutex);
		pthread_cond_signal(&changed);
		return NULL;
	}
#ifndef BROKEN
	pthread_mutex_lock(&mutex);
#endif
	while (!atomic_load(&ready))
		pthread_cond_wait(&changed, &mutex);
#ifndef BROKEN
	pthread_mutex_unlock(&mutex);
#endif
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
