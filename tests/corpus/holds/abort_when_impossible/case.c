/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int state;

/* From 0 to 1 to 2, each step once. */
static void *body(void *argument)
{
#ifdef BROKEN
	int seen = atomic_load(&state);

	atomic_store(&state, seen + 1);
#else
	int seen = atomic_fetch_add(&state, 1);
#endif
	if (seen == 1 && atomic_load(&state) != 2)
		abort();
	return argument;
}

int main(void)
{
	run_threads(2, body);
	if (atomic_load(&state) != 2)
		abort();
	return 0;
}
