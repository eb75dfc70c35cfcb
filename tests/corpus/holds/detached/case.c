/* SPDX-License-Identifier: MIT */
#include "../../threads.h"
#include <semaphore.h>

static sem_t done;
static atomic_int order;

static void *body(void *argument)
{
	atomic_fetch_add(&order, 1);
	sem_post(&done);
	return argument;
}

int main(void)
{
	pthread_t threads[2];

	sem_init(&done, 0, 0);
	for (int i = 0; i < 2; i++) {
		pthread_create(&threads[i], NULL, body, NULL);
		pthread_detach(threads[i]);
	}
	sem_wait(&done);
	sem_wait(&done);
#ifdef BROKEN
	pthread_join(threads[1], NULL);
#endif
	assert(atomic_load(&order) == 2);
	return 0;
}
