/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int x[5];

static void *body(void *argument)
{
	int i = number(argument);

	atomic_store(&x[i], 1);
	(void)atomic_load(&x[(i + 1) % 5]);
	return NULL;
}

int main(void)
{
	run_threads(5, body);
	return 0;
}
