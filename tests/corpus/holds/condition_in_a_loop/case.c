/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int items, closed;

static void *body(void *argument)
{
	pthread_mutex_lock(&mutex);
	if (number(argument) == 0) {
		items = 1;
		closed = 1;
		pthread_cond_broadcast(&changed);
	} else {
#ifdef BROKEN
		if (items == 0 && !closed)
			pthread_cond_wait(&changed, &mutex);
		items--;
#else
		while (items == 0 && !closed)
			pthread_cond_wait(&changed, &mutex);
		if (items > 0)
			items--;
#endif
		assert(items >= 0);
	}
	pthread_mutex_unlock(&mutex);
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	return 0;
}
