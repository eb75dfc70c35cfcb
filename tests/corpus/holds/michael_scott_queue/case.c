/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { LINK = memory_order_relaxed };
#else
enum { LINK = memory_order_release };
#endif

struct node {
	_Atomic(struct node *) next;
	int value;
};

static _Atomic(struct node *) head, tail;
static struct node nodes[3]; /* the first is the dummy */

static _Bool replace(_Atomic(struct node *) *at, struct node *old, struct node *new, memory_order order)
{
	return atomic_compare_exchange_strong_explicit(at, &old, new, order, memory_order_relaxed);
}

static void enqueue(struct node *node, int value)
{
	struct node *last;

	node->value = value;
	for (;;) {
		struct node *next;

		last = atomic_load_explicit(&tail, memory_order_acquire);
		next = atomic_load_explicit(&last->next, memory_order_acquire);
		if (last != atomic_load_explicit(&tail, memory_order_acquire))
			continue;
		if (next)
			replace(&tail, last, next, memory_order_release);
		else if (replace(&last->next, NULL, node, LINK))
			break;
	}
	replace(&tail, last, node, memory_order_release);
}

/* 0: empty. */
static int dequeue(void)
{
	for (;;) {
		struct node *first = atomic_load_explicit(&head, memory_order_acquire);
		struct node *last = atomic_load_explicit(&tail, memory_order_acquire);
		struct node *next = atomic_load_explicit(&first->next, memory_order_acquire);

		if (first != atomic_load_explicit(&head, memory_order_acquire))
			continue;
		if (first == last) {
			if (!next)
				return 0;
			replace(&tail, last, next, memory_order_release);
		} else {
			int value = next->value;

			if (replace(&head, first, next, memory_order_release))
				return value;
		}
	}
}

static int got[2];

static void *body(void *argument)
{
	int i = number(argument);

	enqueue(&nodes[1 + i], 10 + i);
	got[i] = dequeue();
	return NULL;
}

int main(void)
{
	atomic_init(&head, &nodes[0]);
	atomic_init(&tail, &nodes[0]);
	run_threads(2, body);
	assert(got[0] != got[1] && got[0] + got[1] == 21);
	return 0;
}
