/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

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

int main(void)
{
	run_threads(12, body);
	return 0;
}
