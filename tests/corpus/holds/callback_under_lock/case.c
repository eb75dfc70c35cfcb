/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_spinlock_t lock;
static int pending;

static void add(int n)
{
	pthread_spin_lock(&lock);
	pending += n;
	pthread_spin_unlock(&lock);
}

static void *body(void *argument)
{
	int left;

	if (number(argument) == 0) {
		add(1);
		return NULL;
	}
	pthread_spin_lock(&lock);
	left = pending;
	pending = 0;
#ifdef BROKEN
	if (left > 0)
		add(left - 1);
#endif
	pthread_spin_unlock(&lock);
#ifndef BROKEN
	if (left > 0)
		add(left - 1);
#endif
	return NULL;
}

int main(void)
{
	pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
	run_threads(2, body);
	return 0;
}
