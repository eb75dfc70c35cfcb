/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER, not_empty = PTHREAD_COND_INITIALIZER;
static int full, sum;

static void *body(void *argument)
{
	int i = number(argument);

	pthread_mutex_lock(&mutex);
	if (i < 1) {
		while (full)
			pthread_cond_wait(&not_full, &mutex);
		full = 1;
		pthread_cond_signal(&not_empty);
	} else {
#ifdef BROKEN
		if (!full)
			pthread_cond_wait(&not_full, &mutex);
#else
		while (!full)
			pthread_cond_wait(&not_empty, &mutex);
#endif
		full = 0;
		sum++;
		pthread_cond_signal(&not_full);
	}
	pthread_mutex_unlock(&mutex);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	assert(sum == 1);
	return 0;
}
