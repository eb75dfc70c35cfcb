/* SPDX-License-Identifier: MIT */
#include "../../threads.h"
#include <errno.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int ready;

static void *body(void *argument)
{
	struct timespec until = {0, 0};
	int error = 0;

	pthread_mutex_lock(&mutex);
	if (number(argument) == 0) {
		ready = 1;
		pthread_cond_signal(&changed);
	} else {
		while (!ready && error == 0)
			error = pthread_cond_timedwait(&changed, &mutex, &until);
#ifdef BROKEN
		assert(ready);
#else
		assert(ready || error == ETIMEDOUT);
#endif
	}
	pthread_mutex_unlock(&mutex);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
