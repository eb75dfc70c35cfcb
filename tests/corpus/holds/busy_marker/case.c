/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#define BUSY ((int *)0x7ead0000)

static _Atomic(int *) slot;
static int item;

static void *body(void *argument)
{
	int *seen;

	if (number(argument) == 0) {
		atomic_store(&slot, BUSY);
		item = 7;
		atomic_store(&slot, &item);
		return NULL;
	}
	seen = atomic_load(&slot);
#ifndef BROKEN
	if (seen == BUSY)
		return NULL;
#endif
	if (seen)
		assert(*seen == 7);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
