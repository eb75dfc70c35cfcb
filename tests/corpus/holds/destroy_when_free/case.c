/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int inside;

static void *body(void *argument)
{
	pthread_mutex_lock(&mutex);
	inside++;
	pthread_mutex_unlock(&mutex);
	return argument;
}

int main(void)
{
	run_threads(2, body);
	pthread_mutex_lock(&mutex);
	assert(inside == 2);
#ifndef BROKEN
	pthread_mutex_unlock(&mutex);
#endif
	pthread_mutex_destroy(&mutex);
	return 0;
}
