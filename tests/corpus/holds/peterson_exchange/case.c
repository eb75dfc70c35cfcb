/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { TURN = memory_order_relaxed };
#else
enum { TURN = memory_order_acq_rel };
#endif

static atomic_int wants[2], turn;
static int inside;

static void *body(void *argument)
{
	int i = number(argument);

	atomic_store_explicit(&wants[i], 1, memory_order_relaxed);
	atomic_exchange_explicit(&turn, 1 - i, TURN);
	while (atomic_load_explicit(&wants[1 - i], memory_order_acquire) &&
		   atomic_load_explicit(&turn, memory_order_acquire) == 1 - i)
		;
	inside++;
	assert(inside == 1);
	inside--;
	atomic_store_explicit(&wants[i], 0, memory_order_release);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
