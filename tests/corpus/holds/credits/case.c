/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int credits = 1;

static void *body(void *argument)
{
	int seen = atomic_load(&credits);

#ifdef BROKEN
	if (seen > 0)
		atomic_fetch_sub(&credits, 1);
#else
	if (seen > 0)
		atomic_compare_exchange_strong(&credits, &seen, seen - 1);
#endif
	if (atomic_load(&credits) < 0)
		abort();
	return argument;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
