/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#include <semaphore.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static sem_t done;
static sem_t gone;
static int uses;

static void use(void)
{
	pthread_mutex_lock(&mutex);
	uses++;
	pthread_mutex_unlock(&mutex);
}

static void *body(void *argument)
{
	use();
	sem_post(&done);
	sem_wait(&gone);
#ifdef BROKEN
	use();
#endif
	return argument;
}

int main(void)
{
	pthread_t thread;

	sem_init(&done, 0, 0);
	sem_init(&gone, 0, 0);
	pthread_create(&thread, NULL, body, NULL);
	sem_wait(&done);
	pthread_mutex_destroy(&mutex);
	sem_post(&gone);
	pthread_join(thread, NULL);
	return 0;
}
