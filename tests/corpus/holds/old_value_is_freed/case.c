/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static _Atomic(int *) shared;

static void *body(void *argument)
{
	int *fresh = malloc(sizeof *fresh);

	*fresh = number(argument);
#ifdef BROKEN
	if (atomic_load(&shared))
		free(fresh);
	else
		atomic_store(&shared, fresh);
#else
	free(atomic_exchange(&shared, fresh));
#endif
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	free(atomic_load(&shared));
	return 0;
}
