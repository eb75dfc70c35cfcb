/* SPDX-License-Identifier: MIT */
#include "../../threads.h"
#include <errno.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int guarded;

static void *body(void *argument)
{
	struct timespec until = {0, 0};
	int error;

	(void)argument;
	error = pthread_mutex_timedlock(&mutex, &until);
	assert(error == 0 || error == ETIMEDOUT);
#ifndef BROKEN
	if (error)
		return NULL;
#endif
	guarded++;
	if (!error)
		pthread_mutex_unlock(&mutex);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
