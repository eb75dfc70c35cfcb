/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

enum { FREE, TAKEN, DONE };

static atomic_int state;

static void *body(void *argument)
{
	int seen = FREE;

#ifdef BROKEN
	seen = atomic_load(&state);
	if (seen == FREE)
		atomic_store(&state, TAKEN);
#else
	atomic_compare_exchange_strong(&state, &seen, TAKEN);
#endif
	if (seen != FREE)
		return argument;
	if (atomic_exchange(&state, DONE) != TAKEN)
		__builtin_trap();
	return argument;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
