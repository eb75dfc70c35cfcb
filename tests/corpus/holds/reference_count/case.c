/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { RELEASE = memory_order_relaxed };
#else
enum { RELEASE = memory_order_acq_rel };
#endif

struct object {
	atomic_int references;
	int data[2];
};

static struct object *object;

static void *body(void *argument)
{
	int i = number(argument);

	object->data[i] = 1;
	if (atomic_fetch_sub_explicit(&object->references, 1, RELEASE) == 1)
		free(object);
	return NULL;
}

int main(void)
{
	object = malloc(sizeof *object);
	atomic_init(&object->references, 2);
	run_threads(2, body);
	return 0;
}
