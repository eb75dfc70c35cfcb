/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int early, total;

/* The free comes before or after the read, with no operation between. */
static void *body(void *argument)
{
	int *volatile block = malloc(sizeof *block);
	int value;

	if (number(argument) == 0) {
		free(block);
		atomic_store(&early, 1);
		return NULL;
	}
	*block = 1;
#ifdef BROKEN
	if (atomic_load(&early)) {
		free(block);
		value = *block;
	} else
#else
	(void)atomic_load(&early);
#endif
	{
		value = *block;
		free(block);
	}
	atomic_fetch_add(&total, value);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
