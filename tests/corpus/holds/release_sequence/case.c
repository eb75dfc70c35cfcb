/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static int payload;
static atomic_int flag;

static void *body(void *argument)
{
	switch (number(argument)) {
	case 0:
		payload = 1;
		atomic_store_explicit(&flag, 1, memory_order_release);
		break;
	case 1:
#ifdef BROKEN
		if (atomic_load_explicit(&flag, memory_order_relaxed) == 1)
			atomic_store_explicit(&flag, 2, memory_order_relaxed);
#else
	{
		int one = 1;

		atomic_compare_exchange_strong_explicit(&flag, &one, 2, memory_order_relaxed, memory_order_relaxed);
	}
#endif
		break;
	default:
		if (atomic_load_explicit(&flag, memory_order_acquire) == 2)
			assert(payload == 1);
	}
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	return 0;
}
