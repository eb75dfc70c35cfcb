/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;

static void *body(void *argument)
{
#ifdef BROKEN
	pthread_mutex_t *first = number(argument) ? &b : &a, *second = number(argument) ? &a : &b;
#else
	pthread_mutex_t *first = &a, *second = &b;
	(void)argument;
#endif

	pthread_mutex_lock(first);
	pthread_mutex_lock(second);
	pthread_mutex_unlock(second);
	pthread_mutex_unlock(first);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
