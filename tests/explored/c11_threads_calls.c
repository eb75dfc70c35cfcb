/* SPDX-License-Identifier: MIT */
/* <threads.h>: mutexes of every type, conditions, thread-specific storage, call_once, exits. */
#include "programs.h"

#include <threads.h>

static thrd_t c11_threads[4];
static int plain;
static atomic_int tally;

static void start(int i, int (*body)(void *))
{
	assert(thrd_create(&c11_threads[i], body, (void *)(intptr_t)i) == thrd_success);
}

static int join(int i)
{
	int result;

	assert(thrd_join(c11_threads[i], &result) == thrd_success);
	return result;
}

static mtx_t mutex;

static int timed_user(void *p)
{
	int error = mtx_timedlock(&mutex, &soon);

	assert(error == thrd_success || error == thrd_timedout);
	if (error == thrd_success) {
		plain++;
		assert(mtx_unlock(&mutex) == thrd_success);
	}
	return -(int)(intptr_t)p;
}

static void mtx_is_timed(void)
{
	assert(mtx_init(&mutex, mtx_timed) == thrd_success);
	start(0, timed_user);
	start(1, timed_user);
	assert(join(0) == 0 && join(1) == -1);
	mtx_destroy(&mutex);
}

static int recursive_user(void *p)
{
	mtx_lock(&mutex);
	assert(mtx_trylock(&mutex) == thrd_success);
	assert(mtx_timedlock(&mutex, &soon) == thrd_success);
	plain++;
	mtx_unlock(&mutex);
	mtx_unlock(&mutex);
	mtx_unlock(&mutex);
	return (int)(intptr_t)p;
}

static void mtx_is_recursive(void)
{
	mtx_init(&mutex, mtx_timed | mtx_recursive);
	start(0, recursive_user);
	start(1, recursive_user);
	join(0), join(1);
	assert(plain == 2);
	mtx_destroy(&mutex);
}

static int try_user(void *p)
{
	int error = mtx_trylock(&mutex);

	assert(error == thrd_success || error == thrd_busy);
	if (error == thrd_success) {
		plain++;
		mtx_unlock(&mutex);
	}
	return (int)(intptr_t)p;
}

static void mtx_tries(void)
{
	mtx_init(&mutex, mtx_plain);
	start(0, try_user);
	start(1, try_user);
	join(0), join(1);
	assert(plain >= 1);
	mtx_destroy(&mutex);
}

static cnd_t condition;

static int waiter(void *p)
{
	int error = thrd_success;

	mtx_lock(&mutex);
	while (!plain && error == thrd_success)
		error = p ? cnd_timedwait(&condition, &mutex, &soon) : cnd_wait(&condition, &mutex);
	assert(plain || error == thrd_timedout);
	mtx_unlock(&mutex);
	return 0;
}

static void conditions(void)
{
	mtx_init(&mutex, mtx_plain);
	cnd_init(&condition);
	start(0, waiter);
	start(1, waiter);
	mtx_lock(&mutex);
	plain = 1;
	cnd_broadcast(&condition);
	mtx_unlock(&mutex);
	join(0), join(1);
	cnd_destroy(&condition);
	mtx_destroy(&mutex);
}

static tss_t key;
static void destroy(void *p) { *(int *)p += 1; }
static int tss_user(void *p)
{
	(void)p;
	assert(tss_get(key) == NULL);
	tss_set(key, &plain);
	assert(tss_get(key) == &plain);
	thrd_exit(-5);
}

static void keys(void)
{
	tss_create(&key, destroy);
	start(0, tss_user);
	assert(join(0) == -5);
	assert(plain == 1);
	tss_delete(key);
}

static once_flag flag = ONCE_FLAG_INIT;
static void initialise(void) { plain++; }
static int once_user(void *p)
{
	call_once(&flag, initialise);
	assert(plain == 1);
	return (int)(intptr_t)p;
}

static void once(void)
{
	start(0, once_user);
	start(1, once_user);
	join(0), join(1);
}

static int detached_user(void *p)
{
	(void)p;
	assert(thrd_equal(thrd_current(), thrd_current()));
	assert(thrd_detach(thrd_current()) == thrd_success);
	thrd_yield();
	thrd_sleep(&(struct timespec) {.tv_nsec = 5}, NULL);
	return 0;
}

static void detached(void)
{
	start(0, detached_user);
}

PROGRAMS(
	T(mtx_is_timed), /* holds 4 */
	T(mtx_is_recursive), /* holds 2 */
	T(mtx_tries), /* holds 4 */
	T(conditions), /* holds 37 */
	T(keys), /* holds 1 */
	T(once), /* holds 4 */
	T(detached), /* holds 1 */
)
