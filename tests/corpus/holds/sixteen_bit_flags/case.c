/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static _Atomic uint8_t bytes[2];
static _Atomic uint16_t word;

static void *body(void *argument)
{
	int i = number(argument);

	atomic_fetch_add_explicit(&bytes[i], 200, memory_order_relaxed);
	atomic_fetch_add_explicit(&bytes[i], 100, memory_order_relaxed);
	atomic_fetch_or_explicit(&word, (uint16_t)(1u << (8 * i)), memory_order_relaxed);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	assert(bytes[0] == 44 && bytes[1] == 44 && word == 0x101);
	return 0;
}
