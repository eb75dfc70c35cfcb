/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int sum, count;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		atomic_fetch_add(&sum, 6);
		atomic_fetch_add(&count, 2);
	} else {
		int s = atomic_load(&sum);
		int n = atomic_load(&count);

#ifndef BROKEN
		if (n == 0)
			return NULL;
#endif
		assert(s / n <= 3);
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
