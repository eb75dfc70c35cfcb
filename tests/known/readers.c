/* SPDX-License-Identifier: MIT */
/* readers N: one writer, N readers of one location: 2^n. */
#include "parameters.h"

static atomic_int x;

static void *body(void *argument)
{
	if (number(argument) == 0)
		atomic_store(&x, 1);
	else
		(void)atomic_load(&x);
	return NULL;
}

int main(int argc, char **argv)
{
	run_threads(1 + parameter(argc, argv, 1), body);
	return 0;
}
