// SPDX-License-Identifier: MIT
#include "explore/heap_programs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define WALK __attribute__((no_sanitize_thread, noinline))

static unsigned char *make(const struct heap_block *wanted)
{
	switch (wanted->how) {
	case HEAP_MALLOC:
		return malloc(wanted->bytes);
	case HEAP_CALLOC:
		return calloc(1, wanted->bytes);
	case HEAP_ALIGNED:
		return aligned_alloc(64, wanted->bytes);
	default:
		return realloc(malloc(1), wanted->bytes);
	}
}

int heap_block(void *argument)
{
	const struct heap_block *wanted = argument;
	unsigned char *block = make(wanted);
	volatile unsigned char *at = block + wanted->offset;

	switch (wanted->what) {
	case HEAP_READ:
		(void)*at;
		break;
	case HEAP_WRITE:
		*at = 1;
		(void)*at;
		break;
	case HEAP_FREE:
		free((void *)at);
		return 0;
	case HEAP_FREE_THEN_READ:
		free(block);
		(void)*at;
		return 0;
	case HEAP_FREE_TWICE:
		free(block);
		free(block);
		return 0;
	}
	free(block);
	return 0;
}

static struct heap_addresses *noted;
static atomic_int turn;

WALK static void note(unsigned thread, unsigned number, const void *block)
{
	noted->address[thread][number] = (uintptr_t)block;
}

static void *make_some(void *argument)
{
	unsigned thread = (unsigned)(uintptr_t)argument;

	for (unsigned i = 0; i < HEAP_ADDRESSES; i++) {
		void *block = malloc(8 << (2 * i) | thread);

		note(thread, i, block);
		atomic_fetch_add(&turn, 1);
		if (i == 1)
			free(block);
	}
	return NULL;
}

int heap_addresses(void *argument)
{
	pthread_t threads[2];

	noted = argument;
	for (uintptr_t i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, make_some, (void *)i);
	for (unsigned i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

int heap_failures(void *argument)
{
	unsigned *made = argument;
	void *a = malloc(8);
	void *b = calloc(2, 8);

	*made = (a != NULL ? 1u : 0u) | (b != NULL ? 2u : 0u);
	free(a);
	free(b);
	return 0;
}
