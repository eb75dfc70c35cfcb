/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int turn;

/* Five bytes from calloc, and the last of the eight that they take up. */
static void *body(void *argument)
{
	char *block = calloc(1, 5);
	int at = 4 + 2 * atomic_fetch_add(&turn, 1);

#ifdef BROKEN
	((char *volatile)block)[at] = 1;
#else
	((char *volatile)block)[at < 5 ? at : 4] = 1;
#endif
	free(block);
	return argument;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
