/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { STORE = memory_order_release };
#else
enum { STORE = memory_order_seq_cst };
#endif

static atomic_int wants[2], turn;
static int inside;

static void *body(void *argument)
{
	int i = number(argument);

	atomic_store_explicit(&wants[i], 1, STORE);
	atomic_store_explicit(&turn, 1 - i, STORE);
	while (atomic_load(&wants[1 - i]) && atomic_load(&turn) == 1 - i)
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
