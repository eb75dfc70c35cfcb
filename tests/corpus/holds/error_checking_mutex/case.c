/* SPDX-License-Identifier: MIT */
#include "../../threads.h"
#include <errno.h>

static pthread_mutex_t mutex;

static void *body(void *argument)
{
	(void)argument;
	assert(pthread_mutex_unlock(&mutex) == EPERM);
	assert(pthread_mutex_lock(&mutex) == 0);
	assert(pthread_mutex_lock(&mutex) == EDEADLK);
	assert(pthread_mutex_unlock(&mutex) == 0);
	return NULL;
}

int main(void)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&mutex, &attributes);
	run_threads(2, body);
	return 0;
}
