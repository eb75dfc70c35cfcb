/* SPDX-License-Identifier: MIT */
/* Threads that add the same states to one packed table at once: each state is new for one of them, whether it lies alone or in
 * a crowd that overflows. TSan looks on in its preset. */
#include "check/packed_table.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 4, ROUNDS = 40, STATES = 3000, BITS = 30, CROWD = 60 };

static struct packed_table table;
static pthread_barrier_t barrier;
static _Atomic uint64_t added_total;
static _Atomic unsigned failures;

static uint64_t state_of(unsigned round, unsigned i)
{
	uint64_t hash;

	if (i >= CROWD)
		return ((uint64_t)round * STATES + i) & ((UINT64_C(1) << BITS) - 1);
	/* One group's, and a fresh one each round. */
	hash = (UINT64_C(1) << (BITS - 1)) + (uint64_t)round * 20000 + i;
	return packed_unhash(hash << (64 - BITS), BITS);
}

static void grow(unsigned part)
{
	pthread_barrier_wait(&barrier);
	if (part == 0 && !packed_table_grow_begin(&table))
		abort();
	pthread_barrier_wait(&barrier);
	packed_table_grow_move(&table, part, THREADS);
	pthread_barrier_wait(&barrier);
	if (part == 0 && !packed_table_grow_end(&table))
		abort();
	pthread_barrier_wait(&barrier);
}

static void *add_all(void *context)
{
	unsigned index = (unsigned)(uintptr_t)context;

	for (unsigned round = 0; round < ROUNDS; round++) {
		uint64_t added = 0;

		pthread_barrier_wait(&barrier);
		for (unsigned i = 0; i < STATES; i++) {
			uint64_t hash = packed_hash(state_of(round, (i + index * 7) % STATES), BITS);
			int got;

			if (packed_table_has(&table.groups, hash, table.groups.narrow))
				continue;
			got = packed_table_insert_shared(&table, table.groups, hash, table.groups.narrow);
			if (got < 0)
				abort();
			added += (uint64_t)got;
		}
		atomic_fetch_add(&table.count, added);
		atomic_fetch_add(&added_total, added);
		pthread_barrier_wait(&barrier);
		/* All wait: each comes to the same answer. */
		if (packed_table_is_due(&table))
			grow(index);
	}
	return NULL;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Each state once, and as many as the threads were told are new. */
static void expect_once(void)
{
	uint64_t count = atomic_load(&added_total);
	uint64_t *states = malloc((size_t)ROUNDS * STATES * THREADS * sizeof *states);

	if (states == NULL || packed_table_copy(&table, states) != count) {
		fprintf(stderr, "the table has another number of states than were new: %llu\n",
			(unsigned long long)count);
		failures++;
		free(states);
		return;
	}
	qsort(states, count, sizeof *states, compare);
	for (uint64_t i = 1; i < count; i++)
		failures += states[i] == states[i - 1];
	free(states);
}

int main(void)
{
	struct page_budget budget = {.bytes_max = UINT64_C(1) << 30};
	struct state_table wanted;
	pthread_t threads[THREADS];

	if (!packed_table_init(&table, BITS, &budget) || !state_table_init(&wanted, 1, &budget) ||
	    pthread_barrier_init(&barrier, NULL, THREADS) != 0)
		return 1;
	for (uintptr_t t = 0; t < THREADS; t++) {
		if (pthread_create(&threads[t], NULL, add_all, (void *)t) != 0)
			abort();
	}
	for (unsigned t = 0; t < THREADS; t++)
		(void)pthread_join(threads[t], NULL);
	for (unsigned round = 0; round < ROUNDS; round++) {
		for (unsigned i = 0; i < STATES; i++) {
			uint64_t state = state_of(round, i);

			(void)state_table_add(&wanted, &state);
		}
	}
	if (wanted.count + wanted.zero_seen != atomic_load(&added_total)) {
		fprintf(stderr, "%llu states were new, of %llu\n",
			(unsigned long long)atomic_load(&added_total), (unsigned long long)wanted.count);
		failures++;
	}
	if (table.overflow.count == 0) {
		fprintf(stderr, "no crowd overflowed\n");
		failures++;
	}
	expect_once();
	packed_table_release(&table);
	state_table_release(&wanted);
	return failures != 0;
}
