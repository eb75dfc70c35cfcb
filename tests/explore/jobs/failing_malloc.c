/* SPDX-License-Identifier: MIT */
/* options: --malloc-fails
 * Alternatives of one operation, beside those of the threads. */
#include "threads.h"

static atomic_int failures;
static atomic_int turns;

static void *body(void *number)
{
	int *block = malloc(sizeof *block);

	if (block == NULL) {
		atomic_fetch_add(&failures, 1);
	} else {
		*block = atomic_fetch_add(&turns, 1);
		free(block);
	}
	return number;
}

int main(void)
{
	run_threads(5, body);
	assert(failures + turns == 5);
	return 0;
}
