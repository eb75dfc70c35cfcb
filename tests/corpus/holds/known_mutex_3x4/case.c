/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *body(void *argument)
{
	for (int k = 0; k < 4; k++) {
		pthread_mutex_lock(&mutex);
		pthread_mutex_unlock(&mutex);
	}
	return argument;
}

int main(void)
{
	run_threads(3, body);
	return 0;
}
