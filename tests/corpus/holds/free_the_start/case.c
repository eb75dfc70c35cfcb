/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int turn;

static void *body(void *argument)
{
	char *p = malloc(16);
	int mine = atomic_fetch_add(&turn, 1);

#ifdef BROKEN
	p += mine;
#endif
	(void)mine;
	free(p);
	return argument;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
