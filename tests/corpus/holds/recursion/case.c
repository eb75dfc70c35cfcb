/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int deep;

static int down(int n)
{
	volatile char room[1000];

	room[0] = (char)n;
	return n == 0 ? 0 : down(n - 1) + (room[0] != (char)n);
}

static void *body(void *argument)
{
	if (number(argument) == 0)
		atomic_store(&deep, 1);
	else if (atomic_load(&deep))
#ifdef BROKEN
		assert(down(1000000) == 0);
#else
		assert(down(10) == 0);
#endif
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
