/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int hurry;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		atomic_store(&hurry, 1);
	} else {
		int *p = malloc(sizeof *p);

#ifdef BROKEN
		if (!atomic_load(&hurry))
#endif
			*p = 1;
		atomic_fetch_add(&hurry, *p);
		free(p);
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
