/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int x, y;

static void *body(void *argument)
{
	int i = number(argument);

	if (i == 0) {
		atomic_store_explicit(&x, 1, memory_order_release);
	} else if (i == 1) {
		atomic_store_explicit(&y, 1, memory_order_release);
	} else {
		(void)atomic_load_explicit(i == 2 ? &x : &y, memory_order_acquire);
		(void)atomic_load_explicit(i == 2 ? &y : &x, memory_order_acquire);
	}
	return NULL;
}

int main(void)
{
	run_threads(4, body);
	return 0;
}
