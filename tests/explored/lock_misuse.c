/* SPDX-License-Identifier: MIT */
/* Uses of locks, conditions and barriers that are mistakes, beside what is like them and is none. */
#include "programs.h"

#include <errno.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_spinlock_t spinlock;

static union {
	pthread_mutex_t mutex;
	pthread_rwlock_t rwlock;
} either;

/* Unlocking what is not held. */
static void *take_spinlock(void *p)
{
	pthread_spin_lock(&spinlock);
	pthread_spin_unlock(&spinlock);
	return p;
}

static void *free_spinlock(void *p)
{
	pthread_spin_unlock(&spinlock);
	return p;
}

static void spinlock_of_another(void)
{
	pthread_spin_init(&spinlock, PTHREAD_PROCESS_PRIVATE);
	run_two(take_spinlock, free_spinlock);
}

static void rwlock_of_nobody(void)
{
	pthread_rwlock_unlock(&rwlock);
}

static void rwlock_read_once_unlocked_twice(void)
{
	pthread_rwlock_rdlock(&rwlock);
	pthread_rwlock_unlock(&rwlock);
	pthread_rwlock_unlock(&rwlock);
}

static void rwlock_read_twice_unlocked_twice(void)
{
	pthread_rwlock_rdlock(&rwlock);
	pthread_rwlock_rdlock(&rwlock);
	pthread_rwlock_unlock(&rwlock);
	pthread_rwlock_unlock(&rwlock);
	pthread_rwlock_destroy(&rwlock);
}

static void rwlock_written_twice(void)
{
	assert(pthread_rwlock_wrlock(&rwlock) == 0);
	assert(pthread_rwlock_wrlock(&rwlock) == EDEADLK);
	assert(pthread_rwlock_trywrlock(&rwlock) == EBUSY);
	assert(pthread_rwlock_unlock(&rwlock) == 0);
}

/* From one life to the next. */
static void destroyed_while_read(void)
{
	pthread_rwlock_rdlock(&rwlock);
	pthread_rwlock_destroy(&rwlock);
	pthread_rwlock_unlock(&rwlock);
}

static void initialised_while_held(void)
{
	pthread_mutex_lock(&a);
	pthread_mutex_init(&a, NULL);
	pthread_mutex_unlock(&a);
}

static void initialised_while_free(void)
{
	pthread_mutex_lock(&a);
	pthread_mutex_unlock(&a);
	pthread_mutex_init(&a, NULL);
	pthread_mutex_lock(&a);
	pthread_mutex_unlock(&a);
}

static void *take_a(void *p)
{
	pthread_mutex_lock(&a);
	pthread_mutex_unlock(&a);
	return p;
}

static void *initialise_a(void *p)
{
	pthread_mutex_init(&a, NULL);
	return p;
}

static void initialised_beside_its_use(void)
{
	run_two(initialise_a, take_a);
}

static void of_two_kinds(void)
{
	pthread_mutex_init(&either.mutex, NULL);
	pthread_rwlock_rdlock(&either.rwlock);
	pthread_rwlock_unlock(&either.rwlock);
}

static void of_two_kinds_one_after_the_other(void)
{
	pthread_mutex_init(&either.mutex, NULL);
	pthread_mutex_lock(&either.mutex);
	pthread_mutex_unlock(&either.mutex);
	pthread_mutex_destroy(&either.mutex);
	pthread_rwlock_init(&either.rwlock, NULL);
	pthread_rwlock_rdlock(&either.rwlock);
	pthread_rwlock_unlock(&either.rwlock);
	pthread_rwlock_destroy(&either.rwlock);
}

/* Waiting. The deadlines come by themselves, so nobody is left. */
static void *wait_with(void *p)
{
	pthread_mutex_t *mutex = p ? &b : &a;

	pthread_mutex_lock(mutex);
	pthread_cond_timedwait(&condition, mutex, &soon);
	pthread_mutex_unlock(mutex);
	return p;
}

static void wait_with_two_mutexes(void)
{
	run_two(wait_with, wait_with);
}

static void wait_with_two_mutexes_one_after_the_other(void)
{
	(void)wait_with(NULL);
	(void)wait_with(&b);
}

static void wait_with_a_recursive_mutex(unsigned depth)
{
	for (unsigned i = 0; i < depth; i++)
		pthread_mutex_lock(&recursive);
	assert(pthread_cond_timedwait(&condition, &recursive, &soon) == ETIMEDOUT);
	for (unsigned i = 0; i < depth; i++)
		assert(pthread_mutex_unlock(&recursive) == 0);
	assert(pthread_mutex_unlock(&recursive) == EPERM);
}

static void wait_with_what_is_locked_once(void)
{
	wait_with_a_recursive_mutex(1);
}

static void wait_with_what_is_locked_twice(void)
{
	wait_with_a_recursive_mutex(2);
}

PROGRAMS(
	T(spinlock_of_another), /* violated unlock-not-owner */
	T(rwlock_of_nobody), /* violated unlock-not-owner */
	T(rwlock_read_once_unlocked_twice), /* violated unlock-not-owner */
	T(rwlock_read_twice_unlocked_twice), /* holds 1 */
	T(rwlock_written_twice), /* holds 1 */
	T(destroyed_while_read), /* violated destroy-in-use */
	T(initialised_while_held), /* violated destroy-in-use */
	T(initialised_while_free), /* holds 1 */
	T(initialised_beside_its_use), /* violated data-race */
	T(of_two_kinds), /* violated bad-primitive */
	T(of_two_kinds_one_after_the_other), /* holds 1 */
	T(wait_with_two_mutexes), /* violated wait-without-lock */
	T(wait_with_two_mutexes_one_after_the_other), /* holds 1 */
	T(wait_with_what_is_locked_once), /* holds 1 */
	T(wait_with_what_is_locked_twice), /* unsupported a recursive mutex that is locked more than once */
)
