/* SPDX-License-Identifier: MIT */
/* message_passing THREADS: one writes a payload, then a flag; the others read the flag, then the payload if it was
 * set: 2^(N - 1). */
#include "parameters.h"

static int payload;
static atomic_int flag;

static void *body(void *argument)
{
	if (number(argument) == 0) {
		payload = 1;
		atomic_store_explicit(&flag, 1, memory_order_release);
	} else if (atomic_load_explicit(&flag, memory_order_acquire)) {
		assert(payload == 1);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	run_threads(parameter(argc, argv, 1), body);
	return 0;
}
