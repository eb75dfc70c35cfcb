/* SPDX-License-Identifier: MIT */
/* Virtual time: each thread has its own, which advances by a millisecond when it is asked for and by what is slept. Times
 * of different threads do not compare: a program whose answer depends on them has no other guarantee from a real clock
 * either, but is explored with one relation of them only. */
#include "explore/explored.h"
#include "explore/runtime_internal.h"
#include "explore/spin.h"
#include "explore/virtual_time.h"
#include "explore/watched.h"

#include <errno.h>
#include <sched.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Two thousand years are for ever. */
#define SECONDS_MAX INT64_C(10000000000)
enum { EPOCH_S = 1000000000, TICK_NS = 1000000, SECOND_NS = 1000000000 };

static uint64_t now_ns(void)
{
	struct runner *runner = &runners[current];

	spin_side_effect();
	runner->time_ns += TICK_NS;
	return runner->time_ns;
}

static void sleep_ns(uint64_t ns)
{
	runners[current].time_ns += ns;
}

static struct timespec now(void)
{
	uint64_t ns = now_ns();

	return (struct timespec) {.tv_sec = EPOCH_S + (time_t)(ns / SECOND_NS), .tv_nsec = (long)(ns % SECOND_NS)};
}

void time_pass_until(const struct timespec *until, const void *pc)
{
	uint64_t ns;

	watched_read(until, sizeof *until, pc);
	if (until->tv_sec < EPOCH_S || until->tv_sec - EPOCH_S > SECONDS_MAX)
		return;
	ns = (uint64_t)(until->tv_sec - EPOCH_S) * SECOND_NS + (uint64_t)until->tv_nsec;
	spin_side_effect();
	if (runners[current].time_ns < ns)
		runners[current].time_ns = ns;
}

EXPLORED(time);
time_t explored_time(time_t *ret)
{
	time_t seconds = now().tv_sec;

	if (ret != NULL) {
		watched_write(ret, sizeof *ret, CALLER);
		*ret = seconds;
	}
	return seconds;
}

EXPLORED(clock_gettime);
int explored_clock_gettime(clockid_t clock, struct timespec *ret)
{
	(void)clock;
	watched_write(ret, sizeof *ret, CALLER);
	*ret = now();
	return 0;
}

EXPLORED(clock_getres);
int explored_clock_getres(clockid_t clock, struct timespec *ret)
{
	(void)clock;
	if (ret != NULL)
		*ret = (struct timespec) {.tv_nsec = TICK_NS};
	return 0;
}

int explored_gettimeofday(struct timeval *ret, void *zone);
int explored_gettimeofday(struct timeval *ret, void *zone)
{
	struct timespec time = now();

	(void)zone;
	watched_write(ret, sizeof *ret, CALLER);
	*ret = (struct timeval) {.tv_sec = time.tv_sec, .tv_usec = time.tv_nsec / 1000};
	return 0;
}

EXPLORED(timespec_get);
int explored_timespec_get(struct timespec *ret, int base)
{
	watched_write(ret, sizeof *ret, CALLER);
	*ret = now();
	return base;
}

EXPLORED(clock);
clock_t explored_clock(void)
{
	return (clock_t)(now_ns() / 1000);
}

static int sleep_for(const struct timespec *time)
{
	if (time->tv_nsec < 0 || time->tv_nsec >= SECOND_NS || time->tv_sec < 0)
		return EINVAL;
	sleep_ns((uint64_t)time->tv_sec * SECOND_NS + (uint64_t)time->tv_nsec);
	return 0;
}

EXPLORED(nanosleep);
int explored_nanosleep(const struct timespec *time, struct timespec *left)
{
	(void)left;
	errno = sleep_for(time);
	return errno != 0 ? -1 : 0;
}

EXPLORED(clock_nanosleep);
int explored_clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
	(void)clock;
	(void)left;
	if ((flags & TIMER_ABSTIME) == 0)
		return sleep_for(time);
	time_pass_until(time, CALLER);
	return 0;
}

EXPLORED(usleep);
int explored_usleep(useconds_t us)
{
	sleep_ns((uint64_t)us * 1000);
	return 0;
}

EXPLORED(sleep);
unsigned explored_sleep(unsigned seconds)
{
	sleep_ns((uint64_t)seconds * SECOND_NS);
	return 0;
}

EXPLORED(sched_yield);
int explored_sched_yield(void)
{
	return 0;
}

EXPLORED(sched_getcpu);
int explored_sched_getcpu(void)
{
	return (int)current;
}
