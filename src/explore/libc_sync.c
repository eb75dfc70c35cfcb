/* SPDX-License-Identifier: MIT */
/* The calls of pthreads and <semaphore.h> that primitive.h lowers. */
#include "explore/call_stack.h"
#include "explore/explored.h"
#include "explore/primitive.h"
#include "explore/runtime_internal.h"
#include "explore/shadow.h"
#include "explore/thread_calls.h"
#include "explore/virtual_time.h"

#include <errno.h>
#include <semaphore.h>

/* glibc keeps the type in the object, so a static initialiser can choose it: 0 and 3 (adaptive) are normal ones. */
static enum mutex_type type_of(const pthread_mutex_t *mutex)
{
	switch (mutex->__data.__kind & 3) {
	case PTHREAD_MUTEX_RECURSIVE_NP:
		return MUTEX_RECURSIVE;
	case PTHREAD_MUTEX_ERRORCHECK_NP:
		return MUTEX_ERRORCHECK;
	default:
		return MUTEX_NORMAL;
	}
}

/* Who has waited in vain has waited until then. */
static int timed(int result, const struct timespec *until, const void *pc)
{
	if (result == ETIMEDOUT)
		time_pass_until(until, pc);
	return result;
}

EXPLORED(pthread_mutex_init);
int explored_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes)
{
	int type = PTHREAD_MUTEX_NORMAL;
	int robust;

	if (!running)
		return pthread_mutex_init(mutex, attributes);
	(void)object_init(mutex, sizeof *mutex, OBJECT_MUTEX, CALLER);
	if (attributes != NULL && pthread_mutexattr_getrobust(attributes, &robust) == 0 && robust != PTHREAD_MUTEX_STALLED)
		unsupported("a robust mutex", call_stack_site(CALLER));
	if (attributes != NULL)
		(void)pthread_mutexattr_gettype(attributes, &type); /* then normal */
	mutex->__data.__kind = type;
	return 0;
}

EXPLORED(pthread_mutex_destroy);
int explored_pthread_mutex_destroy(pthread_mutex_t *mutex)
{
	object_destroy(mutex, sizeof *mutex, OBJECT_MUTEX, CALLER);
	return 0;
}

EXPLORED(pthread_mutex_lock);
int explored_pthread_mutex_lock(pthread_mutex_t *mutex)
{
	return running ? mutex_lock(mutex, type_of(mutex), PRIMITIVE_MUTEX_LOCK, CALLER) : pthread_mutex_lock(mutex);
}

EXPLORED(pthread_mutex_unlock);
int explored_pthread_mutex_unlock(pthread_mutex_t *mutex)
{
	return running ? mutex_unlock(mutex, type_of(mutex), CALLER) : pthread_mutex_unlock(mutex);
}

EXPLORED(pthread_mutex_trylock);
int explored_pthread_mutex_trylock(pthread_mutex_t *mutex)
{
	return mutex_trylock(mutex, type_of(mutex), PRIMITIVE_MUTEX_TRYLOCK, CALLER);
}

EXPLORED(pthread_mutex_timedlock);
int explored_pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict until)
{
	return timed(mutex_trylock(mutex, type_of(mutex), PRIMITIVE_MUTEX_TIMEDLOCK, CALLER), until, CALLER);
}

int explored_pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until);
int explored_pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until)
{
	(void)clock;
	return timed(mutex_trylock(mutex, type_of(mutex), PRIMITIVE_MUTEX_TIMEDLOCK, CALLER), until, CALLER);
}

EXPLORED(pthread_spin_init);
int explored_pthread_spin_init(pthread_spinlock_t *lock, int shared)
{
	(void)shared;
	(void)object_init((void *)lock, sizeof *lock, OBJECT_SPINLOCK, CALLER);
	return 0;
}

EXPLORED(pthread_spin_destroy);
int explored_pthread_spin_destroy(pthread_spinlock_t *lock)
{
	object_destroy((void *)lock, sizeof *lock, OBJECT_SPINLOCK, CALLER);
	return 0;
}

EXPLORED(pthread_spin_lock);
int explored_pthread_spin_lock(pthread_spinlock_t *lock)
{
	return spin_lock((void *)lock, false, CALLER);
}

EXPLORED(pthread_spin_trylock);
int explored_pthread_spin_trylock(pthread_spinlock_t *lock)
{
	return spin_lock((void *)lock, true, CALLER);
}

EXPLORED(pthread_spin_unlock);
int explored_pthread_spin_unlock(pthread_spinlock_t *lock)
{
	return spin_unlock((void *)lock, CALLER);
}

EXPLORED(pthread_rwlock_init);
int explored_pthread_rwlock_init(pthread_rwlock_t *restrict lock, const pthread_rwlockattr_t *restrict attributes)
{
	int kind = PTHREAD_RWLOCK_DEFAULT_NP;

	if (attributes != NULL)
		(void)pthread_rwlockattr_getkind_np(attributes, &kind); /* then the default */
	(void)object_init(lock, sizeof *lock, OBJECT_RWLOCK, CALLER);
	lock->__data.__flags = (unsigned)kind;
	return 0;
}

EXPLORED(pthread_rwlock_destroy);
int explored_pthread_rwlock_destroy(pthread_rwlock_t *lock)
{
	object_destroy(lock, sizeof *lock, OBJECT_RWLOCK, CALLER);
	return 0;
}

/* Who prefers writers may make a reader wait that has the lock already: not so here. */
static void check_recursion(const pthread_rwlock_t *lock, const void *pc)
{
	const struct object *object = object_find((uintptr_t)lock);

	if (lock->__data.__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP && object != NULL &&
	    object->readers[current] > 0)
		unsupported("reading again with a read-write lock that prefers writers", call_stack_site(pc));
}

EXPLORED(pthread_rwlock_rdlock);
int explored_pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
	check_recursion(lock, CALLER);
	return rwlock_read(lock, false, CALLER);
}

EXPLORED(pthread_rwlock_tryrdlock);
int explored_pthread_rwlock_tryrdlock(pthread_rwlock_t *lock)
{
	return rwlock_read(lock, true, CALLER);
}

EXPLORED(pthread_rwlock_wrlock);
int explored_pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
	return rwlock_write(lock, false, CALLER);
}

EXPLORED(pthread_rwlock_trywrlock);
int explored_pthread_rwlock_trywrlock(pthread_rwlock_t *lock)
{
	return rwlock_write(lock, true, CALLER);
}

static int or_timed_out(int result)
{
	return result == EBUSY ? ETIMEDOUT : result;
}

EXPLORED(pthread_rwlock_timedrdlock);
int explored_pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict lock, const struct timespec *restrict until)
{
	return timed(or_timed_out(rwlock_read(lock, true, CALLER)), until, CALLER);
}

EXPLORED(pthread_rwlock_timedwrlock);
int explored_pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict lock, const struct timespec *restrict until)
{
	return timed(or_timed_out(rwlock_write(lock, true, CALLER)), until, CALLER);
}

int explored_pthread_rwlock_clockrdlock(pthread_rwlock_t *lock, clockid_t clock, const struct timespec *until);
int explored_pthread_rwlock_clockrdlock(pthread_rwlock_t *lock, clockid_t clock, const struct timespec *until)
{
	(void)clock;
	return timed(or_timed_out(rwlock_read(lock, true, CALLER)), until, CALLER);
}

int explored_pthread_rwlock_clockwrlock(pthread_rwlock_t *lock, clockid_t clock, const struct timespec *until);
int explored_pthread_rwlock_clockwrlock(pthread_rwlock_t *lock, clockid_t clock, const struct timespec *until)
{
	(void)clock;
	return timed(or_timed_out(rwlock_write(lock, true, CALLER)), until, CALLER);
}

EXPLORED(pthread_rwlock_unlock);
int explored_pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
	return rwlock_unlock(lock, CALLER);
}

EXPLORED(pthread_cond_init);
int explored_pthread_cond_init(pthread_cond_t *restrict condition, const pthread_condattr_t *restrict attributes)
{
	(void)attributes;
	(void)object_init(condition, sizeof *condition, OBJECT_CONDITION, CALLER);
	return 0;
}

EXPLORED(pthread_cond_destroy);
int explored_pthread_cond_destroy(pthread_cond_t *condition)
{
	object_destroy(condition, sizeof *condition, OBJECT_CONDITION, CALLER);
	return 0;
}

EXPLORED(pthread_cond_wait);
int explored_pthread_cond_wait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex)
{
	return condition_wait(condition, mutex, type_of(mutex), false, CALLER);
}

EXPLORED(pthread_cond_timedwait);
int explored_pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
				    const struct timespec *restrict until)
{
	return timed(condition_wait(condition, mutex, type_of(mutex), true, CALLER), until, CALLER);
}

int explored_pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
				    const struct timespec *until);
int explored_pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
				    const struct timespec *until)
{
	(void)clock;
	return timed(condition_wait(condition, mutex, type_of(mutex), true, CALLER), until, CALLER);
}

EXPLORED(pthread_cond_signal);
int explored_pthread_cond_signal(pthread_cond_t *condition)
{
	return condition_wake(condition, false, CALLER);
}

EXPLORED(pthread_cond_broadcast);
int explored_pthread_cond_broadcast(pthread_cond_t *condition)
{
	return condition_wake(condition, true, CALLER);
}

EXPLORED(sem_init);
int explored_sem_init(sem_t *semaphore, int shared, unsigned value)
{
	if (!running)
		early_call("sem_init");
	if (shared != 0)
		unsupported("a semaphore shared between processes", call_stack_site(CALLER));
	(void)object_init(semaphore, sizeof *semaphore, OBJECT_SEMAPHORE, CALLER);
	object_write((uintptr_t)semaphore, value, ORDER_RELAXED, PRIMITIVE_SEM_INIT, CALLER);
	return 0;
}

EXPLORED(sem_destroy);
int explored_sem_destroy(sem_t *semaphore)
{
	object_destroy(semaphore, sizeof *semaphore, OBJECT_SEMAPHORE, CALLER);
	return 0;
}

/* Semaphores tell errors through errno. */
static int with_errno(int error)
{
	if (error == 0)
		return 0;
	errno = error;
	return -1;
}

EXPLORED(sem_wait);
int explored_sem_wait(sem_t *semaphore)
{
	return with_errno(semaphore_wait(semaphore, false, CALLER));
}

EXPLORED(sem_trywait);
int explored_sem_trywait(sem_t *semaphore)
{
	return with_errno(semaphore_wait(semaphore, true, CALLER));
}

EXPLORED(sem_timedwait);
int explored_sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until)
{
	return with_errno(timed(semaphore_wait(semaphore, true, CALLER) != 0 ? ETIMEDOUT : 0, until, CALLER));
}

int explored_sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until);
int explored_sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until)
{
	(void)clock;
	return with_errno(timed(semaphore_wait(semaphore, true, CALLER) != 0 ? ETIMEDOUT : 0, until, CALLER));
}

EXPLORED(sem_post);
int explored_sem_post(sem_t *semaphore)
{
	return semaphore_post(semaphore, CALLER);
}

EXPLORED(sem_getvalue);
int explored_sem_getvalue(sem_t *restrict semaphore, int *restrict value)
{
	int now = (int)semaphore_value(semaphore, CALLER);

	shadow_write_range((uintptr_t)value, sizeof *value, CALLER);
	*value = now;
	return 0;
}

EXPLORED(pthread_barrier_init);
int explored_pthread_barrier_init(pthread_barrier_t *restrict barrier, const pthread_barrierattr_t *restrict attributes,
				  unsigned count)
{
	(void)attributes;
	if (!running)
		early_call("pthread_barrier_init");
	if (count == 0)
		return EINVAL;
	object_init(barrier, sizeof *barrier, OBJECT_BARRIER, CALLER)->threads = count;
	return 0;
}

EXPLORED(pthread_barrier_destroy);
int explored_pthread_barrier_destroy(pthread_barrier_t *barrier)
{
	object_destroy(barrier, sizeof *barrier, OBJECT_BARRIER, CALLER);
	return 0;
}

EXPLORED(pthread_barrier_wait);
int explored_pthread_barrier_wait(pthread_barrier_t *barrier)
{
	return barrier_wait(barrier, CALLER) ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}
