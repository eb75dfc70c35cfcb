/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER, not_empty = PTHREAD_COND_INITIALIZER;
static int full, sum;

static void produce(int value)
{
	pthread_mutex_lock(&mutex);
	while (full)
		pthread_cond_wait(&not_full, &mutex);
	full = value;
	pthread_cond_signal(&not_empty);
	pthread_mutex_unlock(&mutex);
}

static int consume(void)
{
	int value;

	pthread_mutex_lock(&mutex);
	while (!full)
#ifdef BROKEN
		pthread_cond_wait(&not_full, &mutex);
#else
		pthread_cond_wait(&not_empty, &mutex);
#endif
	value = full;
	full = 0;
	pthread_cond_signal(&not_full);
	pthread_mutex_unlock(&mutex);
	return value;
}

static void *body(void *argument)
{
	int i = number(argument);

	if (i < 2) {
		produce(1 + i);
	} else {
		sum = consume();
		sum += consume();
	}
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	assert(sum == 3);
	return 0;
}
