/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void unlock(void *argument)
{
	pthread_mutex_unlock(argument);
}

static void *body(void *argument)
{
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, &mutex);
	pthread_exit(argument);
	pthread_cleanup_pop(0);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
