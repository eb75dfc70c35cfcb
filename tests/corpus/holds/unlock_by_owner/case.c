/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *body(void *argument)
{
	int error = pthread_mutex_trylock(&mutex);

#ifdef BROKEN
	(void)error;
#else
	if (error)
		return argument;
#endif
	pthread_mutex_unlock(&mutex);
	return argument;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
