/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int state;

static void *body(void *argument)
{
	int from = number(argument);

#ifdef BROKEN
	from = atomic_exchange(&state, from + 1);
	if (from > number(argument))
		__builtin_trap();
#else
	atomic_compare_exchange_strong(&state, &from, from + 1);
	if (from > 2)
		__builtin_trap();
#endif
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
