/* SPDX-License-Identifier: MIT */
/* How a program ends, and what its other threads may do meanwhile. */
#include "programs.h"

#include <semaphore.h>
#include <signal.h>
#include <unistd.h>

static sem_t semaphore;
static atomic_int tally;
static int plain;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *leave(void *p)
{
	if (atomic_load(&tally) == 1)
		exit(0);
	plain = 1;
	return p;
}

/* Nobody joins a thread that has called exit(): the process is gone. */
static void exit_in_a_thread(void)
{
	begin(0, leave);
	atomic_store(&tally, 1);
	end(0);
	assert(plain == 1);
}

static void *leave_at_once(void *p)
{
	(void)p;
	exit(0);
}

static void always_exit_in_a_thread(void)
{
	begin(0, leave_at_once);
	end(0);
	assert(0);
}

static void *wait_for_ever(void *p)
{
	sem_wait(&semaphore);
	return p;
}

/* A thread that serves until the process ends is no deadlock. */
static void return_from_main_with_a_waiter(void)
{
	begin(0, wait_for_ever);
	pthread_detach(threads[0]);
}

static void exit_of_main_with_a_waiter(void)
{
	begin(0, wait_for_ever);
	pthread_detach(threads[0]);
	exit(0);
}

static void pthread_exit_of_main_with_a_waiter(void)
{
	begin(0, wait_for_ever);
	pthread_detach(threads[0]);
	pthread_exit(NULL);
}

/* What others do before the process is gone counts. */
static void *fail_late(void *p)
{
	assert(atomic_load(&tally) == 0);
	return p;
}

static void others_run_on(void)
{
	begin(0, fail_late);
	pthread_detach(threads[0]);
	atomic_store(&tally, 1);
	exit(0);
}

static void *status_of_a_thread(void *p)
{
	(void)p;
	exit(3);
}

static void exit_status(void)
{
	run_two(status_of_a_thread, leave);
}

static void underscore_exit(void)
{
	_exit(1);
}

static void quick_exit_status(void)
{
	quick_exit(2);
}

static void quick_exit_fine(void)
{
	quick_exit(0);
}

static void aborts(void)
{
	abort();
}

static void raises(void)
{
	raise(SIGABRT);
}

static void exit_with_a_lock(void)
{
	pthread_mutex_lock(&mutex);
	exit(0);
}

static void return_with_a_lock(void)
{
	pthread_mutex_lock(&mutex);
}

static void first_handler(void)
{
	assert(plain == 2);
}

static void second_handler(void)
{
	plain = 2;
}

static void handlers_run_last_first(void)
{
	atexit(first_handler);
	atexit(second_handler);
	exit(0);
}

static void handlers_fail(void)
{
	atexit(first_handler);
}

static void no_handlers(void)
{
	atexit(first_handler);
	_exit(0);
}

/* The destructors of keys belong to the end of a thread, not to that of the process. */
static void fail(void *p)
{
	(void)p;
	assert(0);
}

static void keys_of_main(void)
{
	pthread_key_t key;

	pthread_key_create(&key, fail);
	pthread_setspecific(key, &plain);
}

static void crash_of_main(void)
{
	*(volatile int *)NULL = 1;
}

PROGRAMS(
	T(exit_in_a_thread), /* holds 2 */
	T(always_exit_in_a_thread), /* holds 1 */
	T(return_from_main_with_a_waiter), /* holds 1 */
	T(exit_of_main_with_a_waiter), /* holds 1 */
	T(pthread_exit_of_main_with_a_waiter), /* violated deadlock */
	T(others_run_on), /* violated assertion */
	T(exit_status), /* violated exit-status */
	T(underscore_exit), /* violated exit-status */
	T(quick_exit_status), /* violated exit-status */
	T(quick_exit_fine), /* holds 1 */
	T(aborts), /* violated abort */
	T(raises), /* violated abort */
	T(exit_with_a_lock), /* holds 1 */
	T(return_with_a_lock), /* violated lock-held-at-end */
	T(handlers_run_last_first), /* holds 1 */
	T(handlers_fail), /* violated assertion */
	T(no_handlers), /* holds 1 */
	T(keys_of_main), /* holds 1 */
	T(crash_of_main), /* violated null-dereference */
)
