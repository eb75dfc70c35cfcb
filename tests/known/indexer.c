/* SPDX-License-Identifier: MIT */
/* indexer THREADS: Flanagan and Godefroid, "Dynamic partial-order reduction for model checking software", POPL 2005: a
 * hash table filled by compare-exchange; collisions begin with the 12th thread. */
#include "parameters.h"

enum { SIZE = 128, MAX = 4 };

static atomic_int table[SIZE];

static void *body(void *argument)
{
	int tid = number(argument);
	int m = 0;

	while (m < MAX) {
		int w = (++m) * 11 + tid;
		int h = (w * 7) % SIZE;

		for (int zero = 0; !atomic_compare_exchange_strong(&table[h], &zero, w); zero = 0)
			h = (h + 1) % SIZE;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	run_threads(parameter(argc, argv, 1), body);
	return 0;
}
