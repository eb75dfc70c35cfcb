/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

/* A stack of nodes by index. One thread takes two and puts the first back, the other takes one. */
struct top {
	_Alignas(16) uint64_t node; /* 1 + index; 0: empty */
	uint64_t tag;
};

static _Atomic struct top top;
static atomic_ulong next_of[3]; /* of node 1 and 2 */
static atomic_int owners[3];

static void push(uint64_t node)
{
	struct top seen = atomic_load(&top);
	struct top fresh;

	do {
		atomic_store(&next_of[node], seen.node);
		fresh = (struct top) {node, seen.tag};
	} while (!atomic_compare_exchange_strong(&top, &seen, fresh));
}

static uint64_t pop(void)
{
	struct top seen = atomic_load(&top);

	while (seen.node) {
#ifdef BROKEN
		struct top fresh = {atomic_load(&next_of[seen.node]), seen.tag};
#else
		struct top fresh = {atomic_load(&next_of[seen.node]), seen.tag + 1};
#endif

		if (atomic_compare_exchange_strong(&top, &seen, fresh)) {
			assert(atomic_fetch_add(&owners[seen.node], 1) == 0);
			return seen.node;
		}
	}
	return 0;
}

static void put_back(uint64_t node)
{
	atomic_fetch_sub(&owners[node], 1);
	push(node);
}

static void *body(void *argument)
{
	if (number(argument) == 0) {
		uint64_t first = pop();

		(void)pop();
		if (first)
			put_back(first);
	} else {
		(void)pop();
		(void)pop();
	}
	return NULL;
}

int main(void)
{
	push(1);
	push(2);
	run_threads(2, body);
	return 0;
}
