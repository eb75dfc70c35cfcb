/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { ORDER = memory_order_acq_rel, LOAD = memory_order_acquire, STORE = memory_order_release };
#else
enum { LOAD = memory_order_seq_cst, STORE = memory_order_seq_cst };
#endif

static atomic_int wants[2];
static int inside;

static void *body(void *argument)
{
	int i = number(argument);

	atomic_store_explicit(&wants[i], 1, STORE);
	if (!atomic_load_explicit(&wants[1 - i], LOAD)) {
		inside++;
		assert(inside == 1);
		inside--;
	}
	atomic_store_explicit(&wants[i], 0, memory_order_release);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
