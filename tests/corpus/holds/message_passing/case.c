/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { PUBLISH = memory_order_relaxed };
#else
enum { PUBLISH = memory_order_release };
#endif

static int payload;
static atomic_int flag;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		payload = 42;
		atomic_store_explicit(&flag, 1, PUBLISH);
	} else if (atomic_load_explicit(&flag, memory_order_acquire)) {
		assert(payload == 42);
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
