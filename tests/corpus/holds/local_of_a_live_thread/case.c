/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static int *_Atomic shared;
static atomic_int done;

static void *body(void *argument)
{
	int local = 1;

	if (number(argument) == 0) {
		atomic_store(&shared, &local);
#ifndef BROKEN
		while (!atomic_load(&done))
			;
#endif
	} else {
		int *p = atomic_load(&shared);

		if (p)
			assert(*p == 1);
		atomic_store(&done, 1);
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
