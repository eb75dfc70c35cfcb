/* SPDX-License-Identifier: MIT */
/* Mutexes, read-write locks, conditions, semaphores, barriers, spinlocks of pthreads: what each call returns, and when. */
#include "programs.h"

#include <errno.h>
#include <semaphore.h>

/* mutexes */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t checking = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static int plain;
static atomic_int tally;

static void *take_recursive(void *p)
{
	assert(pthread_mutex_lock(&recursive) == 0);
	assert(pthread_mutex_trylock(&recursive) == 0);
	assert(pthread_mutex_timedlock(&recursive, &soon) == 0);
	plain++;
	pthread_mutex_unlock(&recursive);
	pthread_mutex_unlock(&recursive);
	plain++;
	assert(pthread_mutex_unlock(&recursive) == 0);
	assert(pthread_mutex_unlock(&recursive) == EPERM);
	return p;
}

static void mutex_recursive(void)
{
	run_two(take_recursive, take_recursive);
	assert(plain == 4);
}

static void *take_checking(void *p)
{
	assert(pthread_mutex_lock(&checking) == 0);
	assert(pthread_mutex_lock(&checking) == EDEADLK);
	assert(pthread_mutex_trylock(&checking) == EBUSY);
	assert(pthread_mutex_timedlock(&checking, &soon) == EDEADLK);
	plain++;
	assert(pthread_mutex_unlock(&checking) == 0);
	assert(pthread_mutex_unlock(&checking) == EPERM);
	return p;
}

static void mutex_errorcheck(void)
{
	run_two(take_checking, take_checking);
	assert(plain == 2);
}

static void *take_by_attribute(void *p)
{
	pthread_mutex_lock(p);
	pthread_mutex_lock(p);
	plain++;
	pthread_mutex_unlock(p);
	pthread_mutex_unlock(p);
	return p;
}

static void mutex_attributes(void)
{
	pthread_mutex_t own;
	pthread_mutexattr_t attributes;
	pthread_t a, b;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&own, &attributes);
	pthread_mutexattr_destroy(&attributes);
	pthread_create(&a, NULL, take_by_attribute, &own);
	pthread_create(&b, NULL, take_by_attribute, &own);
	pthread_join(a, NULL);
	pthread_join(b, NULL);
	assert(plain == 2);
	pthread_mutex_destroy(&own);
}

static void *try_mutex(void *p)
{
	if (pthread_mutex_trylock(&mutex) == 0) {
		plain++;
		pthread_mutex_unlock(&mutex);
	} else {
		atomic_fetch_add(&tally, 1);
	}
	return p;
}

static void mutex_trylock(void)
{
	run_two(try_mutex, try_mutex);
	assert(plain + tally == 2 && plain >= 1);
}

static void *time_mutex(void *p)
{
	int error = pthread_mutex_timedlock(&mutex, &soon);

	assert(error == 0 || error == ETIMEDOUT);
	if (error == 0) {
		plain++;
		pthread_mutex_unlock(&mutex);
	}
	return (void *)(intptr_t)error;
}

static void mutex_timed(void)
{
	run_two(time_mutex, time_mutex);
}

/* read-write locks */
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;

static void *rw_write(void *p)
{
	pthread_rwlock_wrlock(&rwlock);
	assert(pthread_rwlock_tryrdlock(&rwlock) == EBUSY);
	assert(pthread_rwlock_rdlock(&rwlock) == EDEADLK);
	plain++;
	pthread_rwlock_unlock(&rwlock);
	return p;
}

static void *rw_read(void *p)
{
	int seen;

	pthread_rwlock_rdlock(&rwlock);
	assert(pthread_rwlock_trywrlock(&rwlock) == EBUSY);
	seen = plain;
	assert(pthread_rwlock_tryrdlock(&rwlock) == 0);
	assert(seen == plain);
	pthread_rwlock_unlock(&rwlock);
	pthread_rwlock_unlock(&rwlock);
	return p;
}

static void *rw_timed(void *p)
{
	int error = pthread_rwlock_timedwrlock(&rwlock, &soon);

	assert(error == 0 || error == ETIMEDOUT);
	if (error == 0) {
		plain++;
		pthread_rwlock_unlock(&rwlock);
	}
	error = pthread_rwlock_timedrdlock(&rwlock, &soon);
	assert(error == 0 || error == ETIMEDOUT);
	if (error == 0) {
		assert(plain >= 0);
		pthread_rwlock_unlock(&rwlock);
	}
	return p;
}

static void rwlock_all(void)
{
	begin(0, rw_write);
	begin(1, rw_read);
	begin(2, rw_read);
	for (int i = 0; i < 3; i++)
		end(i);
	assert(plain == 1);
}

static void rwlock_timed(void)
{
	run_two(rw_write, rw_timed);
}

/* conditions */
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;

static void *wait_timed(void *p)
{
	int error = 0;

	pthread_mutex_lock(&mutex);
	while (!plain && error == 0)
		error = pthread_cond_timedwait(&condition, &mutex, &soon);
	assert(plain || error == ETIMEDOUT);
	pthread_mutex_unlock(&mutex);
	return (void *)(intptr_t)error;
}

static void *set_and_signal(void *p)
{
	pthread_mutex_lock(&mutex);
	plain = 1;
	pthread_cond_signal(&condition);
	pthread_mutex_unlock(&mutex);
	return p;
}

static void condition_timed(void)
{
	run_two(wait_timed, set_and_signal);
}

static void condition_initialised(void)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	assert(pthread_cond_init(&condition, &attributes) == 0);
	pthread_condattr_destroy(&attributes);
	run_two(wait_timed, set_and_signal);
	pthread_cond_destroy(&condition);
}

/* semaphores */
static sem_t semaphore;

static void *sem_user(void *p)
{
	int value;

	if (sem_trywait(&semaphore) != 0) {
		assert(errno == EAGAIN);
		if (sem_timedwait(&semaphore, &soon) != 0) {
			assert(errno == ETIMEDOUT);
			return p;
		}
	}
	sem_getvalue(&semaphore, &value);
	assert(value == 0);
	plain++;
	sem_post(&semaphore);
	return p;
}

static void semaphores(void)
{
	sem_init(&semaphore, 0, 1);
	run_two(sem_user, sem_user);
	sem_destroy(&semaphore);
}

/* barriers and spinlocks */
static pthread_barrier_t barrier;

static void *barrier_user(void *p)
{
	int result;

	atomic_fetch_add_explicit(&tally, 1, memory_order_relaxed);
	result = pthread_barrier_wait(&barrier);
	assert(tally == 3);
	return (void *)(intptr_t)(result == PTHREAD_BARRIER_SERIAL_THREAD);
}

static void barrier_has_one_serial_thread(void)
{
	pthread_barrier_init(&barrier, NULL, 3);
	for (int i = 0; i < 3; i++)
		begin(i, barrier_user);
	assert((intptr_t)end(0) + (intptr_t)end(1) + (intptr_t)end(2) == 1);
	pthread_barrier_destroy(&barrier);
}

static pthread_spinlock_t spinlock;

static void *spin_user(void *p)
{
	if (pthread_spin_trylock(&spinlock) == EBUSY)
		pthread_spin_lock(&spinlock);
	plain++;
	pthread_spin_unlock(&spinlock);
	return p;
}

static void spinlocks(void)
{
	pthread_spin_init(&spinlock, PTHREAD_PROCESS_PRIVATE);
	run_two(spin_user, spin_user);
	assert(plain == 2);
	pthread_spin_destroy(&spinlock);
}

/* What fails promises nothing of what was before. */
static void *write_between(void *p)
{
	plain = 1;
	pthread_mutex_lock(&mutex);
	pthread_mutex_unlock(&mutex);
	atomic_store_explicit(&tally, 1, memory_order_relaxed);
	pthread_mutex_lock(&mutex);
	pthread_mutex_unlock(&mutex);
	return p;
}

static void *read_if_busy(void *p)
{
	if (atomic_load_explicit(&tally, memory_order_relaxed) == 0)
		return p;
	if (pthread_mutex_trylock(&mutex) == EBUSY)
		return plain == 1 ? p : NULL;
	pthread_mutex_unlock(&mutex);
	return p;
}

static void failed_trylock_orders_nothing(void)
{
	run_two(write_between, read_if_busy);
}

static void *write_and_post(void *p)
{
	plain = 1;
	sem_post(&semaphore);
	sem_wait(&semaphore);
	atomic_store_explicit(&tally, 1, memory_order_relaxed);
	return p;
}

static void *read_if_empty(void *p)
{
	if (atomic_load_explicit(&tally, memory_order_relaxed) == 0)
		return p;
	if (sem_trywait(&semaphore) != 0)
		return plain == 1 ? p : NULL;
	sem_post(&semaphore);
	return p;
}

static void failed_trywait_orders_nothing(void)
{
	sem_init(&semaphore, 0, 0);
	run_two(write_and_post, read_if_empty);
}

PROGRAMS(
	T(mutex_recursive), /* holds 2 */
	T(mutex_errorcheck), /* holds 2 */
	T(mutex_attributes), /* holds 2 */
	T(mutex_trylock), /* holds 4 */
	T(mutex_timed), /* holds 4 */
	T(rwlock_all), /* holds 426 */
	T(rwlock_timed), /* holds 6 */
	T(condition_timed), /* holds 5 */
	T(condition_initialised), /* holds 5 */
	T(semaphores), /* holds 6 */
	T(barrier_has_one_serial_thread), /* holds 36 */
	T(spinlocks), /* holds 4 */
	T(failed_trylock_orders_nothing), /* violated data-race */
	T(failed_trywait_orders_nothing), /* violated data-race */
)
