/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static int value = 1;
static int *_Atomic shared = &value;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		atomic_store(&shared, NULL);
	} else {
		int *p = atomic_load(&shared);

#ifdef BROKEN
		if (p)
			assert(*atomic_load(&shared) == 1);
#else
		if (p)
			assert(*p == 1);
#endif
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
