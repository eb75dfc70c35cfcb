/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { PUBLISH = memory_order_relaxed };
#else
enum { PUBLISH = memory_order_release };
#endif

struct config {
	int a, b;
};

static struct config versions[2] = {{1, 1}};
static _Atomic(struct config *) current = &versions[0];

static void *body(void *argument)
{
	if (number(argument) == 0) {
		versions[1].a = 2;
		versions[1].b = 2;
		atomic_store_explicit(&current, &versions[1], PUBLISH);
	} else {
		struct config *seen = atomic_load_explicit(&current, memory_order_acquire);

		assert(seen->a == seen->b);
	}
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	return 0;
}
