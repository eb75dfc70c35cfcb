/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { ORDER = memory_order_relaxed };
#else
enum { ORDER = memory_order_seq_cst };
#endif

static atomic_int x[2];
static int r[2];

static void *body(void *argument)
{
	int i = number(argument);

	atomic_store_explicit(&x[i], 1, ORDER);
	r[i] = atomic_load_explicit(&x[1 - i], ORDER);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	assert(r[0] || r[1]);
	return 0;
}
