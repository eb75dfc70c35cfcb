/* SPDX-License-Identifier: MIT */
/* independent_reads SEQ_CST: IRIW; two readers see two writes in opposite orders, or not if all is seq_cst. */
#include "parameters.h"

static atomic_int x, y;
static int seq_cst;

static int load(atomic_int *from)
{
	return seq_cst ? atomic_load(from) : atomic_load_explicit(from, memory_order_acquire);
}

static void store(atomic_int *to)
{
	if (seq_cst)
		atomic_store(to, 1);
	else
		atomic_store_explicit(to, 1, memory_order_release);
}

static void *body(void *argument)
{
	int i = number(argument);

	if (i < 2) {
		store(i == 0 ? &x : &y);
	} else {
		(void)load(i == 2 ? &x : &y);
		(void)load(i == 2 ? &y : &x);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	seq_cst = parameter(argc, argv, 1);
	run_threads(4, body);
	return 0;
}
