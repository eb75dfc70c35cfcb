/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_spinlock_t lock;
static int counter;

static void *body(void *argument)
{
	(void)argument;
#ifndef BROKEN
	pthread_spin_lock(&lock);
#endif
	counter++;
#ifndef BROKEN
	pthread_spin_unlock(&lock);
#endif
	return NULL;
}

int main(void)
{
	pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
	run_threads(3, body);
	assert(counter == 3);
	pthread_spin_destroy(&lock);
	return 0;
}
