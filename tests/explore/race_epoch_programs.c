/* SPDX-License-Identifier: MIT */
#include "explore/race_epoch_programs.h"

#include <pthread.h>
#include <stdatomic.h>

struct race_step race_steps[RACE_THREADS][RACE_STEPS];

static int plain[2];
static int guarded;
static atomic_int shared[2];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* Returns what it has loaded; 1 otherwise. */
static int make(const struct race_step *step)
{
	switch (step->kind) {
	case RACE_READ:
		return *(volatile int *)&plain[step->place] | 1;
	case RACE_WRITE:
		plain[step->place] = 1;
		return 1;
	case RACE_LOAD:
		return atomic_load_explicit(&shared[step->place], step->order);
	case RACE_STORE:
		atomic_store_explicit(&shared[step->place], 1, step->order);
		return 1;
	case RACE_ADD:
		return atomic_fetch_add_explicit(&shared[step->place], 1, step->order);
	case RACE_FENCE:
		atomic_thread_fence(step->order);
		return 1;
	default:
		pthread_mutex_lock(&mutex);
		guarded++;
		pthread_mutex_unlock(&mutex);
		return 1;
	}
}

static void *run(void *argument)
{
	const struct race_step *steps = argument;
	int seen = 1;

	for (int i = 0; i < RACE_STEPS; i++) {
		int saw;

		if (steps[i].if_seen && !seen)
			return NULL;
		saw = make(&steps[i]);
		if (steps[i].kind == RACE_LOAD || steps[i].kind == RACE_ADD)
			seen = saw;
	}
	return NULL;
}

int race_program(void *argument)
{
	pthread_t threads[RACE_THREADS];

	(void)argument;
	for (int i = 0; i < RACE_THREADS; i++)
		pthread_create(&threads[i], NULL, run, race_steps[i]);
	for (int i = 0; i < RACE_THREADS; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static _Atomic(int *) address;

static void *publish(void *argument)
{
	int local = 1;

	atomic_store_explicit(&address, &local, memory_order_release);
	return argument;
}

int reads_of_a_stack(void *argument)
{
	pthread_t thread;
	volatile int *local;
	int sum = 1;

	(void)argument;
	pthread_create(&thread, NULL, publish, NULL);
	local = atomic_load_explicit(&address, memory_order_acquire);
	if (local != NULL)
		sum = *local;
	pthread_join(thread, NULL);
	if (local != NULL)
		sum += *local;
	return sum == 0;
}
