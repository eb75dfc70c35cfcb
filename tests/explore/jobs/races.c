/* SPDX-License-Identifier: MIT */
/* options: --races explore
 * Several places are promoted, one after the other, by whoever finds the race: each time the search begins again. */
#include "threads.h"

static int places[5];
static atomic_int turns;

static void *body(void *number)
{
	unsigned long i = (unsigned long)number;

	places[i] = 1;
	atomic_fetch_add_explicit(&turns, 1, memory_order_relaxed);
	if (places[(i + 1) % 4] == 0)
		places[4] = 1;
	return number;
}

int main(void)
{
	run_threads(4, body);
	return 0;
}
