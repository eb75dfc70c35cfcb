// SPDX-License-Identifier: MIT
/* Michael and Scott, "Simple, fast, and practical non-blocking and blocking concurrent queue algorithms", PODC 1996: two threads
 * enqueue two nodes each, one dequeues once. */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct node {
	int value;
	_Atomic(struct node *) next;
};

static struct node nodes[5];
static _Atomic(struct node *) head = &nodes[0];
static _Atomic(struct node *) tail = &nodes[0];

static void enqueue(struct node *node)
{
	for (;;) {
		struct node *last = atomic_load_explicit(&tail, memory_order_acquire);
		struct node *next = atomic_load_explicit(&last->next, memory_order_acquire);

		if (next != NULL) {
			atomic_compare_exchange_strong(&tail, &last, next);
			continue;
		}
		if (atomic_compare_exchange_strong(&last->next, &next, node)) {
			atomic_compare_exchange_strong(&tail, &last, node);
			return;
		}
	}
}

static int dequeue(void)
{
	for (;;) {
		struct node *first = atomic_load_explicit(&head, memory_order_acquire);
		struct node *last = atomic_load_explicit(&tail, memory_order_acquire);
		struct node *next = atomic_load_explicit(&first->next, memory_order_acquire);

		if (next == NULL)
			return -1;
		if (first == last) {
			atomic_compare_exchange_strong(&tail, &last, next);
			continue;
		}
		if (atomic_compare_exchange_strong(&head, &first, next))
			return next->value;
	}
}

static void *put(void *argument)
{
	struct node *node = argument;

	for (int i = 0; i < 2; i++) {
		node[i].value = 7;
		enqueue(&node[i]);
	}
	return NULL;
}

static void *take(void *argument)
{
	(void)dequeue();
	return argument;
}

int main(void)
{
	pthread_t threads[3];

	pthread_create(&threads[0], NULL, put, &nodes[1]);
	pthread_create(&threads[1], NULL, put, &nodes[3]);
	pthread_create(&threads[2], NULL, take, NULL);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
