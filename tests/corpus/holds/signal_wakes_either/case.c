/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER, arrived = PTHREAD_COND_INITIALIZER;
static int waiting, woken;

static void *body(void *argument)
{
	int i = number(argument);

	pthread_mutex_lock(&mutex);
	if (i < 2) {
		waiting++;
		pthread_cond_signal(&arrived);
		pthread_cond_wait(&changed, &mutex);
		if (!woken)
			woken = 1 + i;
#ifdef BROKEN
		assert(woken == 1);
#endif
		pthread_cond_signal(&changed);
	} else {
		while (waiting < 2)
			pthread_cond_wait(&arrived, &mutex);
		pthread_cond_signal(&changed);
	}
	pthread_mutex_unlock(&mutex);
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	return 0;
}
