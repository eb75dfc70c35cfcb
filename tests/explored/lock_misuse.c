/* SPDX-License-Identifier: MIT */
/* Uses of locks, conditions and barriers that are mistakes, beside what is like them and is none. */
#include "programs.h"

#include <errno.h>
#include <semaphore.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_spinlock_t spinlock;

static union either {
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

static union {
	sem_t semaphore;
	pthread_barrier_t barrier;
	pthread_once_t once;
	pthread_mutex_t mutex;
} memory;

static void expect_a_free_mutex(void)
{
	pthread_mutex_init(&memory.mutex, NULL);
	assert(pthread_mutex_trylock(&memory.mutex) == 0);
	pthread_mutex_unlock(&memory.mutex);
}

static void mutex_where_a_semaphore_was(void)
{
	sem_init(&memory.semaphore, 0, 3);
	sem_destroy(&memory.semaphore);
	expect_a_free_mutex();
}

static void mutex_where_a_barrier_was(void)
{
	pthread_barrier_init(&memory.barrier, NULL, 1);
	pthread_barrier_wait(&memory.barrier);
	pthread_barrier_destroy(&memory.barrier);
	expect_a_free_mutex();
}

static void nothing(void)
{
}

static void mutex_where_a_once_was(void)
{
	memory.once = PTHREAD_ONCE_INIT;
	pthread_once(&memory.once, nothing);
	expect_a_free_mutex();
}

/* A static initialiser begins a life, too. */
static void assigned_after_its_end(void)
{
	pthread_mutex_destroy(&a);
	a = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&a);
	pthread_mutex_unlock(&a);
}

static void used_after_its_end(void)
{
	pthread_mutex_destroy(&a);
	pthread_mutex_lock(&a);
	pthread_mutex_unlock(&a);
}

static void destroyed_twice(void)
{
	pthread_mutex_destroy(&a);
	pthread_mutex_destroy(&a);
}

__attribute__((noinline)) static const void *mutex_of_a_frame(void)
{
	union either local = {.mutex = PTHREAD_MUTEX_INITIALIZER};

	pthread_mutex_lock(&local.mutex);
	pthread_mutex_unlock(&local.mutex);
	return __builtin_frame_address(0);
}

__attribute__((noinline)) static const void *rwlock_of_a_frame(void)
{
	union either local = {.rwlock = PTHREAD_RWLOCK_INITIALIZER};

	pthread_rwlock_wrlock(&local.rwlock);
	pthread_rwlock_unlock(&local.rwlock);
	return __builtin_frame_address(0);
}

static void frames_in_turn(void)
{
	for (int i = 0; i < 3; i++)
		assert(mutex_of_a_frame() == rwlock_of_a_frame());
}

static void of_two_kinds_in_a_frame(void)
{
	union either local = {.mutex = PTHREAD_MUTEX_INITIALIZER};

	pthread_mutex_lock(&local.mutex);
	pthread_rwlock_rdlock(&local.rwlock);
	pthread_rwlock_unlock(&local.rwlock);
	pthread_mutex_unlock(&local.mutex);
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
	T(mutex_where_a_semaphore_was), /* holds 1 */
	T(mutex_where_a_barrier_was), /* holds 1 */
	T(mutex_where_a_once_was), /* holds 1 */
	T(assigned_after_its_end), /* holds 1 */
	T(used_after_its_end), /* violated use-after-destroy */
	T(destroyed_twice), /* violated use-after-destroy */
	T(frames_in_turn), /* holds 1 */
	T(of_two_kinds_in_a_frame), /* violated bad-primitive */
	T(wait_with_two_mutexes), /* violated wait-without-lock */
	T(wait_with_two_mutexes_one_after_the_other), /* holds 1 */
	T(wait_with_what_is_locked_once), /* holds 1 */
	T(wait_with_what_is_locked_twice), /* unsupported a recursive mutex that is locked more than once */
)
