/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { HAND_OVER = memory_order_relaxed };
#else
enum { HAND_OVER = memory_order_release };
#endif

struct node {
	_Atomic(struct node *) next;
	atomic_int locked;
};

static _Atomic(struct node *) tail;
static _Thread_local struct node mine;
static int counter;

static void lock(void)
{
	struct node *before;

	atomic_store_explicit(&mine.next, NULL, memory_order_relaxed);
	atomic_store_explicit(&mine.locked, 1, memory_order_relaxed);
	before = atomic_exchange_explicit(&tail, &mine, memory_order_acq_rel);
	if (!before)
		return;
	atomic_store_explicit(&before->next, &mine, memory_order_release);
	while (atomic_load_explicit(&mine.locked, memory_order_acquire))
		;
}

static void unlock(void)
{
	struct node *after = atomic_load_explicit(&mine.next, memory_order_acquire);

	if (!after) {
		struct node *self = &mine;

		if (atomic_compare_exchange_strong_explicit(&tail, &self, NULL, memory_order_release, memory_order_relaxed))
			return;
		while (!(after = atomic_load_explicit(&mine.next, memory_order_acquire)))
			;
	}
	atomic_store_explicit(&after->locked, 0, HAND_OVER);
}

static void *body(void *argument)
{
	(void)argument;
	lock();
	counter++;
	unlock();
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	assert(counter == 3);
	return 0;
}
