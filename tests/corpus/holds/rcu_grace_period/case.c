/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

/* A reader's counter is odd while it reads. The updater waits for each reader that was inside when it began. */
static int *_Atomic shared;
static atomic_int reading[2];

static void reader(int i)
{
	atomic_fetch_add(&reading[i], 1);
	assert(*atomic_load(&shared) > 0);
	atomic_fetch_add(&reading[i], 1);
}

static void synchronise(void)
{
	for (int i = 0; i < 2; i++) {
		int seen = atomic_load(&reading[i]);

		if (seen % 2)
			while (atomic_load(&reading[i]) == seen)
				;
	}
}

static void updater(void)
{
	int *fresh = malloc(sizeof *fresh);
	int *old;

	*fresh = 2;
	old = atomic_exchange(&shared, fresh);
#ifndef BROKEN
	synchronise();
#endif
	free(old);
}

static void *body(void *argument)
{
	int i = number(argument);

	if (i < 2)
		reader(i);
	else
		updater();
	return NULL;
}

int main(void)
{
	int *first = malloc(sizeof *first);

	*first = 1;
	atomic_store(&shared, first);
	run_threads(3, body);
	free(atomic_load(&shared));
	return 0;
}
