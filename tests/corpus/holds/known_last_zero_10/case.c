/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

enum { N = 10 };

static atomic_int array[N + 1];

static void *body(void *argument)
{
	int j = number(argument);

	if (j == 0) {
		int i = N;

		while (atomic_load(&array[i]) != 0)
			i--;
	} else {
		atomic_store(&array[j], atomic_load(&array[j - 1]) + 1);
	}
	return NULL;
}

int main(void)
{
	run_threads(N + 1, body);
	return 0;
}
