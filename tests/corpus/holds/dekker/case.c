/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { LOAD = memory_order_acquire, STORE = memory_order_release };
#else
enum { LOAD = memory_order_seq_cst, STORE = memory_order_seq_cst };
#endif

static atomic_int wants[2], turn;
static int inside;

static void lock(int i)
{
	atomic_store_explicit(&wants[i], 1, STORE);
	while (atomic_load_explicit(&wants[1 - i], LOAD)) {
		if (atomic_load_explicit(&turn, LOAD) == i)
			continue;
		atomic_store_explicit(&wants[i], 0, STORE);
		while (atomic_load_explicit(&turn, LOAD) != i)
			;
		atomic_store_explicit(&wants[i], 1, STORE);
	}
}

static void *body(void *argument)
{
	int i = number(argument);

	lock(i);
	inside++;
	assert(inside == 1);
	inside--;
	atomic_store_explicit(&turn, 1 - i, STORE);
	atomic_store_explicit(&wants[i], 0, STORE);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
