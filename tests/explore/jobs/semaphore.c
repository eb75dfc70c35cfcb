/* SPDX-License-Identifier: MIT */
#include "threads.h"

#include <semaphore.h>

static sem_t free_places;
static atomic_int inside;

static void *body(void *number)
{
	sem_wait(&free_places);
	atomic_fetch_add(&inside, 1);
	atomic_fetch_sub(&inside, 1);
	sem_post(&free_places);
	return number;
}

int main(void)
{
	sem_init(&free_places, 0, 2);
	run_threads(3, body);
	assert(atomic_load(&inside) == 0);
	return 0;
}
