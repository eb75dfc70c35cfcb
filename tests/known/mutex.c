/* SPDX-License-Identifier: MIT */
/* mutex THREADS SECTIONS: critical sections on one mutex, in any order of them: (NK)! / (K!)^N. */
#include "parameters.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int sections;
static int entered;

static void *body(void *argument)
{
	for (int k = 0; k < sections; k++) {
		pthread_mutex_lock(&mutex);
		entered++;
		pthread_mutex_unlock(&mutex);
	}
	return argument;
}

int main(int argc, char **argv)
{
	int threads = parameter(argc, argv, 1);

	sections = parameter(argc, argv, 2);
	run_threads(threads, body);
	assert(entered == threads * sections);
	return 0;
}
