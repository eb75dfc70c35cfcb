/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static int *_Atomic cache;

/* Both may make a block; one keeps it. */
static void *body(void *argument)
{
	int *fresh, *none = NULL;

	if (atomic_load(&cache))
		return argument;
	fresh = malloc(sizeof *fresh);
	*fresh = 1;
	if (!atomic_compare_exchange_strong(&cache, &none, fresh)) {
#ifndef BROKEN
		free(fresh);
#endif
	}
	return argument;
}

int main(void)
{
	run_threads(2, body);
	free(atomic_exchange(&cache, NULL));
	return 0;
}
