/* SPDX-License-Identifier: MIT */
/* Threads that wait in loops: for what comes, for what never comes, and beside others that are dead-locked. */
#include "programs.h"

#include <errno.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static atomic_int flag;
static atomic_int other_flag;
static atomic_int lock;

static void take_both(pthread_mutex_t *first, pthread_mutex_t *second)
{
	pthread_mutex_lock(first);
	pthread_mutex_lock(second);
	pthread_mutex_unlock(second);
	pthread_mutex_unlock(first);
	atomic_fetch_add(&flag, 1);
}

static void *a_then_b(void *p)
{
	take_both(&a, &b);
	return p;
}

static void *b_then_a(void *p)
{
	take_both(&b, &a);
	return p;
}

static void *wait_for_both(void *p)
{
	while (atomic_load(&flag) != 2)
		;
	return p;
}

static void run_three(void *(*second)(void *))
{
	begin(0, a_then_b);
	begin(1, second);
	begin(2, wait_for_both);
	for (int i = 0; i < 3; i++)
		end(i);
}

/* Who spins does not hide the dead lock of the others. */
static void dead_lock_beside_a_loop(void)
{
	run_three(b_then_a);
}

static void no_dead_lock_beside_a_loop(void)
{
	run_three(a_then_b);
}

static void *first_sets(void *p)
{
	if (atomic_exchange(&lock, 1) == 0)
		atomic_store(&flag, 2);
	return p;
}

static void *second_forgets(void *p)
{
	(void)atomic_exchange(&lock, 1);
	return p;
}

/* If the second thread comes first nobody sets the flag. */
static void flag_is_forgotten(void)
{
	begin(0, first_sets);
	begin(1, second_forgets);
	wait_for_both(NULL);
	end(0);
	end(1);
}

static void flag_is_set(void)
{
	begin(0, first_sets);
	wait_for_both(NULL);
	end(0);
}

/* Each waits for the other. */
static void *wait_then_set(void *p)
{
	while (atomic_load(p ? &other_flag : &flag) == 0)
		;
	atomic_store(p ? &flag : &other_flag, 1);
	return p;
}

static void both_wait(void)
{
	run_two(wait_then_set, wait_then_set);
}

/* A lock that is never let go, taken by test-and-set. */
static void *take_for_ever(void *p)
{
	while (atomic_exchange(&lock, 1))
		;
	return p;
}

static void lock_is_kept(void)
{
	run_two(take_for_ever, take_for_ever);
}

/* That what the thread read before its loop has changed since is no way out of it. */
static void *look_first(void *p)
{
	if (atomic_load(&lock) == 0 && atomic_load(&other_flag) == 0)
		while (atomic_load(&flag) == 0)
			;
	return p;
}

static void *change_before(void *p)
{
	atomic_store(&lock, 1);
	return p;
}

static void loop_after_another_read(void)
{
	run_two(look_first, change_before);
}

/* A wait with a deadline ends by itself. */
static void *wait_until(void *p)
{
	pthread_mutex_lock(&a);
	assert(pthread_cond_timedwait(&condition, &a, &soon) == ETIMEDOUT);
	pthread_mutex_unlock(&a);
	atomic_store(&flag, 2);
	return p;
}

static void nobody_signals(void)
{
	begin(0, wait_until);
	end(0);
}

static void nobody_signals_and_a_loop_waits(void)
{
	run_two(wait_until, wait_for_both);
}

PROGRAMS(
	T(dead_lock_beside_a_loop), /* found deadlock */
	T(no_dead_lock_beside_a_loop), /* holds 4 */
	T(flag_is_forgotten), /* found deadlock */
	T(flag_is_set), /* holds 1 */
	T(both_wait), /* found deadlock */
	T(lock_is_kept), /* found deadlock */
	T(loop_after_another_read), /* found deadlock */
	T(nobody_signals), /* holds 1 */
	T(nobody_signals_and_a_loop_waits), /* holds 1 */
)
