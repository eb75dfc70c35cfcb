/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { PUBLISH = memory_order_relaxed };
#else
enum { PUBLISH = memory_order_release };
#endif
enum { CELLS = 2 };

static int cells[CELLS];
static atomic_int written, read_up_to;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		for (int i = 0; i < 3; i++) {
			if (i - atomic_load_explicit(&read_up_to, memory_order_acquire) == CELLS)
				return NULL;
			cells[i % CELLS] = i + 1;
			atomic_store_explicit(&written, i + 1, PUBLISH);
		}
	} else {
		for (int i = 0; i < 3; i++) {
			if (atomic_load_explicit(&written, memory_order_acquire) == i)
				return NULL;
			assert(cells[i % CELLS] == i + 1);
			atomic_store_explicit(&read_up_to, i + 1, memory_order_release);
		}
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
