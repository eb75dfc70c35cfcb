/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static int *_Atomic shared;
static atomic_int readers;

static void reader(void)
{
	int *p;

	atomic_fetch_add(&readers, 1);
	p = atomic_load(&shared);
	assert(*p == 1 || *p == 2);
	atomic_fetch_sub(&readers, 1);
}

static void writer(void)
{
	int *fresh = malloc(sizeof *fresh);
	int *old;

	*fresh = 2;
	old = atomic_exchange(&shared, fresh);
#ifndef BROKEN
	if (atomic_load(&readers) != 0)
		return;
#endif
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
	run_threads(3, body);
	return 0;
}
