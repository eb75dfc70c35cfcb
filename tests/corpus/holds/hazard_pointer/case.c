/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static int *_Atomic shared;
static int *_Atomic hazard;

static void reader(void)
{
	int *p = atomic_load(&shared);

	atomic_store(&hazard, p);
#ifndef BROKEN
	if (atomic_load(&shared) != p)
		return;
#endif
	assert(*p == 1 || *p == 2);
	atomic_store(&hazard, NULL);
}

static void writer(void)
{
	int *fresh = malloc(sizeof *fresh);
	int *old;

	*fresh = 2;
	old = atomic_exchange(&shared, fresh);
	if (atomic_load(&hazard) != old)
		free(old);
}

static void *body(void *argument)
{
	if (number(argument) == 0)
		writer();
	else
		reader();
	return NULL;
}

int main(void)
{
	int *first = malloc(sizeof *first);

	*first = 1;
	atomic_store(&shared, first);
	run_threads(2, body);
	return 0;
}
