/* SPDX-License-Identifier: MIT */
/* store_load THREADS: each stores and loads one location: (N!)^2. */
#include "parameters.h"

static atomic_int x;

static void *body(void *argument)
{
	atomic_store(&x, 1 + number(argument));
	(void)atomic_load(&x);
	return NULL;
}

int main(int argc, char **argv)
{
	run_threads(parameter(argc, argv, 1), body);
	return 0;
}
