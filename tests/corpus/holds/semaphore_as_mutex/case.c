/* SPDX-License-Identifier: MIT */
#include "../../threads.h"
#include <semaphore.h>

static sem_t one;
static int counter;

static void *body(void *argument)
{
	(void)argument;
	sem_wait(&one);
	counter++;
	sem_post(&one);
	return NULL;
}

int main(void)
{
#ifdef BROKEN
	sem_init(&one, 0, 2);
#else
	sem_init(&one, 0, 1);
#endif
	run_threads(3, body);
	assert(counter == 3);
	sem_destroy(&one);
	return 0;
}
