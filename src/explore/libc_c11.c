/* SPDX-License-Identifier: MIT */
/* C11 <threads.h>. glibc's mtx_t is laid out as its pthread_mutex_t; the type is kept in the same place. */
#include "explore/call_stack.h"
#include "explore/explored.h"
#include "explore/primitive.h"
#include "explore/runtime_internal.h"
#include "explore/shadow.h"
#include "explore/spin.h"
#include "explore/thread_calls.h"
#include "explore/virtual_time.h"

#include <errno.h>
#include <threads.h>
#include <time.h>

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "a mtx_t is a pthread_mutex_t");

static int as_thrd(int error)
{
	switch (error) {
	case 0:
		return thrd_success;
	case EBUSY:
		return thrd_busy;
	case ETIMEDOUT:
		return thrd_timedout;
	case ENOMEM:
		return thrd_nomem;
	default:
		return thrd_error;
	}
}

/* Who has waited in vain has waited until then. */
static int timed(int error, const struct timespec *until, const void *pc)
{
	if (error == ETIMEDOUT)
		time_pass_until(until, pc);
	return as_thrd(error);
}

/* Functions of thrd_create return int: the value is carried in the pointer, as glibc does. */
static void *as_pointer(int value)
{
	return (void *)(intptr_t)value;
}

union start {
	thrd_start_t c11;
	void *(*posix)(void *);
};

/* Called through a pointer to a function that returns a pointer: the upper half of the register is cut off at the join. */
EXPLORED(thrd_create);
int explored_thrd_create(thrd_t *thread, thrd_start_t function, void *argument)
{
	union start start = {.c11 = function};
	unsigned id = thread_begin(start.posix, argument, false, CALLER);

	shadow_write_range((uintptr_t)thread, sizeof *thread, CALLER);
	*thread = (thrd_t)id + 1;
	return thrd_success;
}

EXPLORED(thrd_join);
int explored_thrd_join(thrd_t thread, int *result)
{
	unsigned id = thread_joinable(thread, CALLER);
	void *value;

	if (id == current)
		return thrd_error;
	value = thread_end_wait(id, CALLER);
	if (result != NULL) {
		shadow_write_range((uintptr_t)result, sizeof *result, CALLER);
		*result = (int)(intptr_t)value;
	}
	return thrd_success;
}

EXPLORED(thrd_detach);
int explored_thrd_detach(thrd_t thread)
{
	runners[thread_joinable(thread, CALLER)].detached = true;
	spin_side_effect();
	return thrd_success;
}

EXPLORED(thrd_exit);
_Noreturn void explored_thrd_exit(int result)
{
	thread_exit(as_pointer(result));
}

EXPLORED(thrd_current);
thrd_t explored_thrd_current(void)
{
	return (thrd_t)current + 1;
}

EXPLORED(thrd_equal);
int explored_thrd_equal(thrd_t a, thrd_t b)
{
	return a == b;
}

EXPLORED(thrd_yield);
void explored_thrd_yield(void)
{
}

EXPLORED(thrd_sleep);
int explored_thrd_sleep(const struct timespec *time, struct timespec *left)
{
	(void)left;
	runners[current].time_ns += (uint64_t)time->tv_sec * 1000000000 + (uint64_t)time->tv_nsec;
	return 0;
}

static enum mutex_type type_of(const mtx_t *mutex)
{
	const pthread_mutex_t *same = (const pthread_mutex_t *)(const void *)mutex;

	return same->__data.__kind == PTHREAD_MUTEX_RECURSIVE_NP ? MUTEX_RECURSIVE : MUTEX_NORMAL;
}

EXPLORED(mtx_init);
int explored_mtx_init(mtx_t *mutex, int type)
{
	pthread_mutex_t *same = (pthread_mutex_t *)(void *)mutex;

	if ((type & ~(mtx_timed | mtx_recursive)) != 0)
		return thrd_error;
	(void)object_init(mutex, sizeof *mutex, OBJECT_MUTEX, CALLER);
	same->__data.__kind = (type & mtx_recursive) != 0 ? PTHREAD_MUTEX_RECURSIVE_NP : PTHREAD_MUTEX_NORMAL;
	return thrd_success;
}

EXPLORED(mtx_destroy);
void explored_mtx_destroy(mtx_t *mutex)
{
	object_destroy(mutex, sizeof *mutex, OBJECT_MUTEX, CALLER);
}

EXPLORED(mtx_lock);
int explored_mtx_lock(mtx_t *mutex)
{
	return as_thrd(mutex_lock(mutex, type_of(mutex), PRIMITIVE_MUTEX_LOCK, CALLER));
}

EXPLORED(mtx_trylock);
int explored_mtx_trylock(mtx_t *mutex)
{
	return as_thrd(mutex_trylock(mutex, type_of(mutex), PRIMITIVE_MUTEX_TRYLOCK, CALLER));
}

EXPLORED(mtx_timedlock);
int explored_mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict until)
{
	return timed(mutex_trylock(mutex, type_of(mutex), PRIMITIVE_MUTEX_TIMEDLOCK, CALLER), until, CALLER);
}

EXPLORED(mtx_unlock);
int explored_mtx_unlock(mtx_t *mutex)
{
	return as_thrd(mutex_unlock(mutex, type_of(mutex), CALLER));
}

EXPLORED(cnd_init);
int explored_cnd_init(cnd_t *condition)
{
	(void)object_init(condition, sizeof *condition, OBJECT_CONDITION, CALLER);
	return thrd_success;
}

EXPLORED(cnd_destroy);
void explored_cnd_destroy(cnd_t *condition)
{
	object_destroy(condition, sizeof *condition, OBJECT_CONDITION, CALLER);
}

EXPLORED(cnd_wait);
int explored_cnd_wait(cnd_t *condition, mtx_t *mutex)
{
	return as_thrd(condition_wait(condition, mutex, type_of(mutex), false, CALLER));
}

EXPLORED(cnd_timedwait);
int explored_cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict until)
{
	return timed(condition_wait(condition, mutex, type_of(mutex), true, CALLER), until, CALLER);
}

EXPLORED(cnd_signal);
int explored_cnd_signal(cnd_t *condition)
{
	return as_thrd(condition_wake(condition, false, CALLER));
}

EXPLORED(cnd_broadcast);
int explored_cnd_broadcast(cnd_t *condition)
{
	return as_thrd(condition_wake(condition, true, CALLER));
}

EXPLORED(tss_create);
int explored_tss_create(tss_t *key, tss_dtor_t destructor)
{
	unsigned number;
	int failed = key_create(&number, destructor, CALLER);

	if (failed == 0) {
		shadow_write_range((uintptr_t)key, sizeof *key, CALLER);
		*key = number;
	}
	return as_thrd(failed);
}

EXPLORED(tss_delete);
void explored_tss_delete(tss_t key)
{
	(void)key_delete(key, CALLER); /* no way to tell */
}

EXPLORED(tss_get);
void *explored_tss_get(tss_t key)
{
	return key_get(key);
}

EXPLORED(tss_set);
int explored_tss_set(tss_t key, void *value)
{
	return as_thrd(key_set(key, value));
}

EXPLORED(call_once);
void explored_call_once(once_flag *once, void (*routine)(void))
{
	if (!running) {
		call_once(once, routine);
		return;
	}
	if (once_begin(once, CALLER)) {
		routine();
		once_done(once, CALLER);
	}
}
