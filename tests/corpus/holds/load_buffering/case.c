/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int x, y;
static int r[2];

static void *body(void *argument)
{
	if (number(argument) == 0) {
		r[0] = atomic_load_explicit(&x, memory_order_relaxed);
		atomic_store_explicit(&y, 1, memory_order_relaxed);
	} else {
		r[1] = atomic_load_explicit(&y, memory_order_relaxed);
		atomic_store_explicit(&x, 1, memory_order_relaxed);
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	assert(!(r[0] && r[1]));
	return 0;
}
