/* SPDX-License-Identifier: MIT */
#include "../../threads.h"
#include <semaphore.h>

static sem_t arrived[2];

static void *body(void *argument)
{
	int i = number(argument);

#ifdef BROKEN
	sem_wait(&arrived[1 - i]);
	sem_post(&arrived[i]);
#else
	sem_post(&arrived[i]);
	sem_wait(&arrived[1 - i]);
#endif
	return NULL;
}

int main(void)
{
	sem_init(&arrived[0], 0, 0);
	sem_init(&arrived[1], 0, 0);
	run_threads(2, body);
	return 0;
}
