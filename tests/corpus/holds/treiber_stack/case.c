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

	while (node && !atomic_compare_exchange_strong_explicit(&top, &node, node->next, memory_order_acquire,
															memory_order_acquire))
		;
	return node;
}

static void *body(void *argument)
{
	int i = number(argument);
	struct node *node = pop();

#ifdef BROKEN
	free(node);
#else
	taken[i] = node;
#endif
	(void)i;
	return NULL;
}

int main(void)
{
	push(1);
	push(2);
	run_threads(2, body);
	assert(!top);
	free(taken[0]);
	free(taken[1]);
	return 0;
}
