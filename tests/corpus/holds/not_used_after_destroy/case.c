/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static atomic_int closed;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		pthread_mutex_destroy(&mutex);
		atomic_store(&closed, 1);
	} else if (atomic_load(&closed)) {
#ifdef BROKEN
		pthread_mutex_lock(&mutex);
		pthread_mutex_unlock(&mutex);
#endif
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
