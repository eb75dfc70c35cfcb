/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int ready;

static void *body(void *argument)
{
	pthread_mutex_lock(&mutex);
	while (!ready)
		pthread_cond_wait(&changed, &mutex);
	pthread_mutex_unlock(&mutex);
	return argument;
}

int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, body, NULL);
	pthread_mutex_lock(&mutex);
	ready = 1;
#ifdef BROKEN
	pthread_mutex_unlock(&mutex);
	pthread_cond_destroy(&changed);
#else
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&mutex);
#endif
	pthread_join(thread, NULL);
#ifndef BROKEN
	pthread_cond_destroy(&changed);
#endif
	return 0;
}
