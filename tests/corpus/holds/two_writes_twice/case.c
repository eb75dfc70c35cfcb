/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { ORDER = memory_order_relaxed };
#else
enum { ORDER = memory_order_seq_cst };
#endif

static atomic_int x, y;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		atomic_store_explicit(&x, 1, ORDER);
		atomic_store_explicit(&y, 2, ORDER);
	} else {
		atomic_store_explicit(&y, 1, ORDER);
		atomic_store_explicit(&x, 2, ORDER);
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	assert(!(x == 1 && y == 1));
	return 0;
}
