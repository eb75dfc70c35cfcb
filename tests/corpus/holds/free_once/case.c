/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static int *_Atomic shared;

static void *body(void *argument)
{
	(void)argument;
#ifdef BROKEN
	int *p = atomic_load(&shared);

	atomic_store(&shared, NULL);
#else
	int *p = atomic_exchange(&shared, NULL);
#endif
	free(p);
	return NULL;
}

int main(void)
{
	atomic_store(&shared, malloc(sizeof(int)));
	run_threads(2, body);
	return 0;
}
