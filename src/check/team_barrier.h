/* SPDX-License-Identifier: MIT */
/* A barrier for workers that meet often and soon: who comes early looks a while before sleeping, as waking up takes longer than
 * most waits. (POSIX's may sleep at once, and macOS has none.)
 *
 * Thread safety: that is its purpose; init and destroy are for one thread, when no other uses it. What a thread did before it came is
 * seen by all when they go on. */
#ifndef AGX_CHECK_TEAM_BARRIER_H
#define AGX_CHECK_TEAM_BARRIER_H

#include "check/cache_apart.h"

#include <pthread.h>
#include <stdatomic.h>

struct team_barrier {
	unsigned count;
	pthread_mutex_t lock;
	pthread_cond_t opened;
	_Alignas(CACHE_APART) _Atomic unsigned arrived; /* away from what the early ones look at */
	_Alignas(CACHE_APART) _Atomic unsigned round;
};

/* For COUNT threads, at least one. */
void team_barrier_init(struct team_barrier *barrier, unsigned count);
void team_barrier_destroy(struct team_barrier *barrier);

/* Wait until COUNT threads have come. */
void team_barrier_wait(struct team_barrier *barrier);

#endif
