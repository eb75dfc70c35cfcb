/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static int *_Atomic shared;

static void *body(void *argument)
{
	int local = 1;

	(void)argument;
	atomic_store(&shared, &local);
#ifndef BROKEN
	while (atomic_load(&shared))
		;
#endif
	return NULL;
}

int main(void)
{
	pthread_t thread;
	int *p;

	pthread_create(&thread, NULL, body, NULL);
#ifdef BROKEN
	pthread_join(thread, NULL);
#endif
	while (!(p = atomic_load(&shared)))
		;
	assert(*p == 1);
	atomic_store(&shared, NULL);
#ifndef BROKEN
	pthread_join(thread, NULL);
#endif
	return 0;
}
