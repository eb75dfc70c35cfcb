/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int extra;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		atomic_store(&extra, 1);
	} else {
#ifdef BROKEN
		int count = 4 + atomic_load(&extra);
#else
		int count = 3 + atomic_load(&extra);
#endif
		int *items = malloc(4 * sizeof *items);

		for (int i = 0; i < count; i++)
			items[i] = i;
		free(items);
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
