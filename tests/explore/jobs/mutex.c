/* SPDX-License-Identifier: MIT */
#include "threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *body(void *number)
{
	for (int i = 0; i < 4; i++) {
		pthread_mutex_lock(&mutex);
		count++;
		pthread_mutex_unlock(&mutex);
	}
	return number;
}

int main(void)
{
	run_threads(3, body);
	assert(count == 12);
	return 0;
}
