/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int count = 1;
static atomic_int mean;

static void *body(void *argument)
{
	int seen;

	if (number(argument) == 0) {
		atomic_fetch_sub(&count, 1);
		return NULL;
	}
	seen = atomic_load(&count);
	if (seen == 0)
		return NULL;
#ifdef BROKEN
	atomic_store(&mean, 12 / atomic_load(&count));
#else
	atomic_store(&mean, 12 / seen);
#endif
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
