/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int counter;

static void *body(void *argument)
{
	for (int k = 0; k < 2; k++)
		atomic_fetch_add_explicit(&counter, 1, memory_order_relaxed);
	return argument;
}

int main(void)
{
	run_threads(4, body);
	return 0;
}
