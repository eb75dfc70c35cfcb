/* SPDX-License-Identifier: MIT */
/* last_zero N: Abdulla, Aronis, Jonsson, Sagonas, "Optimal dynamic partial order reduction", POPL 2014: N threads each
 * write one more than their left neighbour, one looks for the last zero from the right: (n + 3) 2^(n - 2). */
#include "parameters.h"

static atomic_int array[THREADS_MAX];
static int n;

static void *body(void *argument)
{
	int j = number(argument);

	if (j == 0) {
		int i = n;

		while (atomic_load(&array[i]) != 0)
			i--;
	} else {
		atomic_store(&array[j], atomic_load(&array[j - 1]) + 1);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	n = parameter(argc, argv, 1);
	run_threads(n + 1, body);
	return 0;
}
