/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

/* Two producers and two consumers over a buffer of one; one condition for both. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int full, consumed;

static void wake(void)
{
#ifdef BROKEN
	pthread_cond_signal(&changed);
#else
	pthread_cond_broadcast(&changed);
#endif
}

static void *body(void *argument)
{
	int producer = number(argument) < 2;

	pthread_mutex_lock(&mutex);
	while (full == producer)
		pthread_cond_wait(&changed, &mutex);
	full = producer;
	consumed += !producer;
	wake();
	pthread_mutex_unlock(&mutex);
	return NULL;
}

int main(void)
{
	run_threads(4, body);
	assert(consumed == 2);
	return 0;
}
