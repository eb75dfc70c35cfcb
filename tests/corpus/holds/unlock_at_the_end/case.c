/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
static atomic_int busy;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		atomic_store(&busy, 1);
		return NULL;
	}
	pthread_mutex_lock(&mutex);
	pthread_mutex_lock(&other);
	pthread_mutex_unlock(&other);
	if (atomic_load(&busy)) {
#ifndef BROKEN
		pthread_mutex_unlock(&mutex);
#endif
		return NULL;
	}
	pthread_mutex_unlock(&mutex);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
