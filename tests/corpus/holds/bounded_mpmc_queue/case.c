/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { TURN = memory_order_relaxed };
#else
enum { TURN = memory_order_release };
#endif
enum { CELLS = 2 };

static struct {
	atomic_uint turn;
	int value;
} cells[CELLS];
static atomic_uint head, tail;

static int enqueue(int value)
{
	unsigned at = atomic_load_explicit(&tail, memory_order_relaxed);

	for (;;) {
		unsigned turn = atomic_load_explicit(&cells[at % CELLS].turn, memory_order_acquire);

		if (turn == at) {
			if (atomic_compare_exchange_strong_explicit(&tail, &at, at + 1, memory_order_relaxed, memory_order_relaxed))
				break;
		} else if ((int)(turn - at) < 0) {
			return 0;
		} else {
			at = atomic_load_explicit(&tail, memory_order_relaxed);
		}
	}
	cells[at % CELLS].value = value;
	atomic_store_explicit(&cells[at % CELLS].turn, at + 1, TURN);
	return 1;
}

static int dequeue(int *value)
{
	unsigned at = atomic_load_explicit(&head, memory_order_relaxed);

	for (;;) {
		unsigned turn = atomic_load_explicit(&cells[at % CELLS].turn, memory_order_acquire);

		if (turn == at + 1) {
			if (atomic_compare_exchange_strong_explicit(&head, &at, at + 1, memory_order_relaxed, memory_order_relaxed))
				break;
		} else if ((int)(turn - at - 1) < 0) {
			return 0;
		} else {
			at = atomic_load_explicit(&head, memory_order_relaxed);
		}
	}
	*value = cells[at % CELLS].value;
	atomic_store_explicit(&cells[at % CELLS].turn, at + CELLS, memory_order_release);
	return 1;
}

static void *body(void *argument)
{
	int i = number(argument);
	int value = 0;

	if (i < 2)
		assert(enqueue(1 + i));
	else if (dequeue(&value))
		assert(value == 1 || value == 2);
	return NULL;
}

int main(void)
{
	for (unsigned i = 0; i < CELLS; i++)
		atomic_init(&cells[i].turn, i);
	run_threads(4, body);
	return 0;
}
