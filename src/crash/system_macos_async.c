/* SPDX-License-Identifier: MIT */
/* macOS; untested. A thread is known by its Mach port. */
#include "crash/async_internal.h"

#include <mach/mach.h>
#include <mach/thread_switch.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "crash/async_banned.h"

/* libsystem_kernel's; <pthread.h> has it for pthread_t only, which cannot be had from a port safely. */
extern int __pthread_kill(mach_port_t thread, int signal_number);

int64_t crash_async_thread_id(void)
{
	return (int64_t)mach_thread_self();
}

uint64_t crash_async_now_ms(void)
{
	return clock_gettime_nsec_np(CLOCK_MONOTONIC) / 1000000u;
}

void crash_async_pause_ms(uint64_t ms)
{
	(void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, (mach_msg_timeout_t)ms);
}

void crash_async_watchdog(uint64_t ms)
{
	struct itimerval timer = {{0, 0}, {(time_t)(ms / 1000u), (suseconds_t)(ms % 1000u) * 1000}};

	(void)setitimer(ITIMER_REAL, &timer, NULL);
}

void crash_async_each_thread(void (*visit)(int64_t id))
{
	thread_act_array_t threads;
	mach_msg_type_number_t count;

	if (task_threads(mach_task_self(), &threads, &count) != KERN_SUCCESS)
		return;
	for (mach_msg_type_number_t i = 0; i < count; i++)
		visit((int64_t)threads[i]);
}

bool crash_async_signal_thread(int64_t id, int signal_number)
{
	return __pthread_kill((mach_port_t)id, signal_number) == 0;
}

bool crash_async_thread_blocks(int64_t id, int signal_number)
{
	(void)id;
	(void)signal_number;
	return false; /* The system does not tell. */
}

void crash_async_wake(int fd)
{
	if (fd >= 0)
		(void)write(fd, "", 1); /* the parent also looks by itself */
}

void crash_async_die(int signal_number)
{
	struct rlimit none = {0, 0};
	struct sigaction action = {0};
	sigset_t set;

	action.sa_handler = SIG_DFL;
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)sigaction(signal_number, &action, NULL);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, signal_number);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
	(void)__pthread_kill(mach_thread_self(), signal_number);
	(void)kill(getpid(), SIGKILL);
	crash_async_park();
}

void crash_async_park(void)
{
	for (;;)
		crash_async_pause_ms(1000);
}
