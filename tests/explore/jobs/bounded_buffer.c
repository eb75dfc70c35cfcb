/* SPDX-License-Identifier: MIT */
#include "threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int held;
static int taken;

static void *body(void *number)
{
	int change = (unsigned long)number < 2 ? 1 : -1;

	pthread_mutex_lock(&mutex);
	while (held + change < 0 || held + change > 1)
		pthread_cond_wait(&changed, &mutex);
	held += change;
	taken += change < 0;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&mutex);
	return number;
}

int main(void)
{
	run_threads(4, body);
	assert(held == 0 && taken == 2);
	return 0;
}
