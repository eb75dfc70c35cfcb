/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { LINK = memory_order_relaxed };
#else
enum { LINK = memory_order_acq_rel };
#endif

struct node {
	_Atomic(struct node *) next;
	int value;
};

static _Atomic(struct node *) head, tail;
static struct node nodes[4];

static void enqueue(struct node *node, int value)
{
	node->value = value;
	for (;;) {
		struct node *last = atomic_load_explicit(&tail, memory_order_acquire);
		struct node *next = NULL;

		if (atomic_compare_exchange_strong_explicit(&last->next, &next, node, LINK, memory_order_relaxed)) {
			atomic_compare_exchange_strong_explicit(&tail, &last, node, LINK, memory_order_relaxed);
			return;
		}
		atomic_compare_exchange_strong_explicit(&tail, &last, next, LINK, memory_order_relaxed);
	}
}

static int dequeue(void)
{
	struct node *first = atomic_load_explicit(&head, memory_order_acquire);
	struct node *next = atomic_load_explicit(&first->next, memory_order_acquire);

	if (!next)
		return 0;
	atomic_store_explicit(&head, next, memory_order_relaxed);
	return next->value;
}

static void *body(void *argument)
{
	int i = number(argument);

	if (i < 2)
		enqueue(&nodes[1 + i], 10 + i);
	else
		assert(dequeue() != 1);
	return NULL;
}

int main(void)
{
	atomic_store(&head, &nodes[0]);
	atomic_store(&tail, &nodes[0]);
	run_threads(3, body);
	return 0;
}
