/* SPDX-License-Identifier: MIT */
#include "../../threads.h"
#include <semaphore.h>

static sem_t done;

static void *body(void *argument)
{
	(void)argument;
	sem_post(&done);
	return NULL;
}

int main(void)
{
	pthread_t thread;

	sem_init(&done, 0, 0);
	pthread_create(&thread, NULL, body, NULL);
	pthread_detach(thread);
	sem_wait(&done);
#ifdef BROKEN
	pthread_join(thread, NULL);
#endif
	return 0;
}
