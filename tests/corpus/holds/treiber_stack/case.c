/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

struct node {
	struct node *next;
	int value;
};

static _Atomic(struct node *) top;
static struct node *taken[2];

static void push(int value)
{
	struct node *node = malloc(sizeof *node);

	node->value = value;
	node->next = atomic_load_explicit(&top, memory_order_relaxed);
	while (!atomic_compare_exchange_strong_explicit(&top, &node->next, node, memory_order_release, memory_order_relaxed))
		;
}

static struct node *pop(void)
{
	struct node *node = atomic_load_explicit(&top, memory_order_acquire);

	while (node) {
		struct node *next = node->next;

		if (atomic_compare_exchange_strong_explicit(&top, &node, next, memory_order_acquire, memory_order_acquire))
			break;
	}
	return node;
}

static void *body(void *argument)
{
	int i = number(argument);
	struct node *node;

	push(2 + i);
	node = pop();
	assert(node && node->value >= 1 && node->value <= 3);
#ifdef BROKEN
	free(node);
#else
	taken[i] = node;
#endif
	return NULL;
}

int main(void)
{
	push(1);
	run_threads(2, body);
	free(pop());
	assert(!top);
	free(taken[0]);
	free(taken[1]);
	return 0;
}
