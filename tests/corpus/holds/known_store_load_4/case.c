/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int x;

static void *body(void *argument)
{
	atomic_store(&x, 1);
	(void)atomic_load(&x);
	return argument;
}

int main(void)
{
	run_threads(4, body);
	return 0;
}
