/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex;
static int counter;

static void *body(void *argument)
{
	(void)argument;
	pthread_mutex_lock(&mutex);
	pthread_mutex_lock(&mutex);
	counter++;
	pthread_mutex_unlock(&mutex);
	counter++;
	pthread_mutex_unlock(&mutex);
	return NULL;
}

int main(void)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
#ifndef BROKEN
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
#endif
	pthread_mutex_init(&mutex, &attributes);
	run_threads(2, body);
	assert(counter == 4);
	pthread_mutex_destroy(&mutex);
	return 0;
}
