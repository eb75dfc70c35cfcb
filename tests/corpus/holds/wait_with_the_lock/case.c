/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int ready;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		pthread_mutex_lock(&mutex);
		ready = 1;
		pthread_cond_signal(&changed);
		pthread_mutex_unlock(&mutex);
		return NULL;
	}
	pthread_mutex_lock(&mutex);
	if (!ready) {
#ifdef BROKEN
		pthread_mutex_unlock(&mutex);
		pthread_cond_wait(&changed, &mutex);
		return NULL;
#else
		while (!ready)
			pthread_cond_wait(&changed, &mutex);
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
