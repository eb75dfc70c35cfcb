/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int x;

static void *body(void *argument)
{
	if (number(argument) == 0)
		atomic_store(&x, 1);
	else
		(void)atomic_load(&x);
	return NULL;
}

int main(void)
{
	run_threads(9, body);
	return 0;
}
