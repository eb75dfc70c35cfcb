/* SPDX-License-Identifier: MIT */
#include "explore/explorer_loops_programs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int flag;
static atomic_int own;
static int rounds;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *set_flag(void *argument)
{
	atomic_store(&flag, 1);
	return argument;
}

/* In a frame of its own: the block's address is no part of the loop's state. */
__attribute__((noinline)) static void allocate(void)
{
	void *volatile block = malloc(8);

	free(block);
}

/* BODY beside a thread that sets the flag. */
static int beside_set_flag(void *(*body)(void *))
{
	pthread_t threads[2];

	pthread_create(&threads[0], NULL, body, NULL);
	pthread_create(&threads[1], NULL, set_flag, NULL);
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
	return 0;
}

#define PROGRAM(name, loop) \
	static void *do_##name(void *argument) \
	{ \
		loop \
		return argument; \
	} \
	int name(void *argument) \
	{ \
		(void)argument; \
		return beside_set_flag(do_##name); \
	}

/* The loops that only repeat. */
PROGRAM(waits_for_a_flag, while (atomic_load(&flag) == 0);)
PROGRAM(waits_by_comparison,
	for (int expected = 1; !atomic_compare_exchange_strong(&flag, &expected, 2); expected = 1);)
PROGRAM(waits_and_writes_a_local, volatile int seen; do seen = atomic_load(&flag); while (seen == 0);)

/* Those that do more, and end. */
PROGRAM(counts_in_a_local, for (int i = 0; i < 2 && atomic_load(&flag) == 0; i++);)
PROGRAM(counts_in_a_global, for (rounds = 0; rounds < 2; rounds++) (void)atomic_load(&flag);)
PROGRAM(counts_in_an_atomic, while (atomic_load(&own) < 2) atomic_store(&own, atomic_load(&own) + 1);)
PROGRAM(counts_by_addition, while (atomic_load(&own) < 2) atomic_fetch_add(&own, 1);)

/* Those that do more, and need not end. */
PROGRAM(waits_and_allocates, while (atomic_load(&flag) == 0) allocate();)
PROGRAM(waits_and_locks, while (atomic_load(&flag) == 0) {
	pthread_mutex_lock(&mutex);
	pthread_mutex_unlock(&mutex);
})
PROGRAM(waits_and_counts, while (atomic_load(&flag) == 0) rounds++;)
