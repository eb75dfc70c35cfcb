/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { STORE = memory_order_release, LOAD = memory_order_acquire };
#else
enum { STORE = memory_order_seq_cst, LOAD = memory_order_seq_cst };
#endif

static atomic_int x, y;
static int r[4][2];

static void *body(void *argument)
{
	int i = number(argument);

	if (i == 0) {
		atomic_store_explicit(&x, 1, STORE);
	} else if (i == 1) {
		atomic_store_explicit(&y, 1, STORE);
	} else {
		r[i][0] = atomic_load_explicit(i == 2 ? &x : &y, LOAD);
		r[i][1] = atomic_load_explicit(i == 2 ? &y : &x, LOAD);
	}
	return NULL;
}

int main(void)
{
	run_threads(4, body);
	assert(!(r[2][0] == 1 && r[2][1] == 0 && r[3][0] == 1 && r[3][1] == 0));
	return 0;
}
