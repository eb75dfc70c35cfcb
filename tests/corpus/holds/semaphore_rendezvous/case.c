/* SPDX-License-Identifier: MIT */
#include "../../threads.h"
#include <semaphore.h>

static sem_t arrived[2];
static atomic_int before, after;

static void *body(void *argument)
{
	int i = number(argument);

	atomic_fetch_add(&before, 1);
#ifdef BROKEN
	sem_wait(&arrived[1 - i]);
	sem_post(&arrived[i]);
#else
	sem_post(&arrived[i]);
	sem_wait(&arrived[1 - i]);
#endif
	assert(atomic_load_explicit(&before, memory_order_relaxed) == 2);
	atomic_fetch_add(&after, 1);
	return NULL;
}

int main(void)
{
	sem_init(&arrived[0], 0, 0);
	sem_init(&arrived[1], 0, 0);
	run_threads(2, body);
	assert(after == 2);
	return 0;
}
