/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		pthread_mutex_lock(&mutex);
		pthread_mutex_unlock(&mutex);
	}
#ifdef BROKEN
	else
		pthread_mutex_unlock(&mutex);
#endif
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
