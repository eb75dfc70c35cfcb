/* SPDX-License-Identifier: MIT */
#include "check/team_barrier.h"

enum { LOOKS = 1000 }; /* some ten microseconds */

void team_barrier_init(struct team_barrier *barrier, unsigned count)
{
	barrier->count = count;
	/* Neither can fail on the systems there are. */
	(void)pthread_mutex_init(&barrier->lock, NULL);
	(void)pthread_cond_init(&barrier->opened, NULL);
	atomic_init(&barrier->arrived, 0);
	atomic_init(&barrier->round, 0);
}

void team_barrier_destroy(struct team_barrier *barrier)
{
	(void)pthread_cond_destroy(&barrier->opened);
	(void)pthread_mutex_destroy(&barrier->lock);
}

static void open_it(struct team_barrier *barrier, unsigned round)
{
	/* Before the round: who goes on may come to the next meeting at once. */
	atomic_store_explicit(&barrier->arrived, 0, memory_order_relaxed);
	(void)pthread_mutex_lock(&barrier->lock); /* cannot fail: a plain mutex, not held */
	/* Release: with the arrivals before it, all that the others did. */
	atomic_store_explicit(&barrier->round, round + 1, memory_order_release);
	(void)pthread_cond_broadcast(&barrier->opened);
	(void)pthread_mutex_unlock(&barrier->lock);
}

static void pause_a_little(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("isb");
#endif
}

void team_barrier_wait(struct team_barrier *barrier)
{
	unsigned round = atomic_load_explicit(&barrier->round, memory_order_relaxed); /* cannot change before we come */

	/* Acquire and release: the last to come has seen what all did, and hands it on. */
	if (atomic_fetch_add_explicit(&barrier->arrived, 1, memory_order_acq_rel) + 1 == barrier->count) {
		open_it(barrier, round);
		return;
	}
	for (unsigned i = 0; i < LOOKS; i++) {
		if (atomic_load_explicit(&barrier->round, memory_order_acquire) != round)
			return;
		pause_a_little();
	}
	(void)pthread_mutex_lock(&barrier->lock); /* cannot fail: a plain mutex, not held */
	while (atomic_load_explicit(&barrier->round, memory_order_acquire) == round)
		(void)pthread_cond_wait(&barrier->opened, &barrier->lock);
	(void)pthread_mutex_unlock(&barrier->lock);
}
