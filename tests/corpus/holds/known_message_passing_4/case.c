/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

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

int main(void)
{
	run_threads(4, body);
	return 0;
}
