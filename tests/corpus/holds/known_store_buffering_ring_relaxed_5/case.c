/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int x[5];

static void *body(void *argument)
{
	int i = number(argument);

	atomic_store_explicit(&x[i], 1, memory_order_relaxed);
	(void)atomic_load_explicit(&x[(i + 1) % 5], memory_order_relaxed);
	return NULL;
}

int main(void)
{
	run_threads(5, body);
	return 0;
}
