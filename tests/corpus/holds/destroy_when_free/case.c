/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static atomic_int done;

static void *body(void *argument)
{
	(void)argument;
	pthread_mutex_lock(&mutex);
	atomic_store(&done, 1);
	pthread_mutex_unlock(&mutex);
	return NULL;
}

int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, body, NULL);
#ifdef BROKEN
	if (atomic_load(&done))
		pthread_mutex_destroy(&mutex);
	pthread_join(thread, NULL);
#else
	pthread_join(thread, NULL);
	pthread_mutex_destroy(&mutex);
#endif
	return 0;
}
