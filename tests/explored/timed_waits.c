/* SPDX-License-Identifier: MIT */
/* Waits on conditions that time out, beside signals: each signal is had by one wait, or by none if nobody waits. */
#include "programs.h"

#include <errno.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int ready;

static int wait_for_signal(void)
{
	int error = pthread_cond_timedwait(&condition, &mutex, &soon);

	assert(error == 0 || error == ETIMEDOUT);
	return error;
}

static void *set_and_signal(void *p)
{
	pthread_mutex_lock(&mutex);
	ready = 1;
	pthread_cond_signal(&condition);
	pthread_mutex_unlock(&mutex);
	return p;
}

static void *wait_until_ready(void *p)
{
	pthread_mutex_lock(&mutex);
	while (!ready)
		pthread_cond_wait(&condition, &mutex);
	pthread_mutex_unlock(&mutex);
	return p;
}

/* Whose wait is over takes no signal: that is for the other thread, who waits first, or need not. */
static void who_has_timed_out_is_not_signalled(void)
{
	pthread_mutex_lock(&mutex);
	assert(wait_for_signal() == ETIMEDOUT);
	pthread_mutex_unlock(&mutex);
	begin(0, wait_until_ready);
	(void)set_and_signal(NULL);
	end(0);
}

/* One signal is no more than one, even when it meets a wait that times out:
 *	the signal first: nobody waits, and the wait times out;
 *	the wait first, and times out before the signal: it has the mutex again before the signal, or after it;
 *	the wait first, and had the signal: it was woken by it, or timed out and found it. The second wait times out. */
static void *wait_twice(void *p)
{
	pthread_mutex_lock(&mutex);
	if (wait_for_signal() == 0)
		assert(wait_for_signal() == ETIMEDOUT);
	pthread_mutex_unlock(&mutex);
	return p;
}

static void one_signal_is_had_once(void)
{
	run_two(wait_twice, set_and_signal);
}

/* Who has timed out has had no signal, so who has had one can hand it on. */
static void *hand_on(void *p)
{
	pthread_mutex_lock(&mutex);
	if (!ready && wait_for_signal() == 0)
		pthread_cond_signal(&condition);
	pthread_mutex_unlock(&mutex);
	return p;
}

static void signal_is_handed_on(void)
{
	begin(0, hand_on);
	begin(1, wait_until_ready);
	(void)set_and_signal(NULL);
	end(0);
	end(1);
}

/* Who keeps it leaves the other one waiting. */
static void *keep(void *p)
{
	pthread_mutex_lock(&mutex);
	if (!ready)
		(void)wait_for_signal();
	pthread_mutex_unlock(&mutex);
	return p;
}

static void signal_is_kept(void)
{
	begin(0, keep);
	begin(1, wait_until_ready);
	(void)set_and_signal(NULL);
	end(0);
	end(1);
}

PROGRAMS(
	T(who_has_timed_out_is_not_signalled), /* holds 2 */
	T(one_signal_is_had_once), /* holds 5 */
	T(signal_is_handed_on), /* holds 33 */
	T(signal_is_kept), /* violated deadlock */
)
