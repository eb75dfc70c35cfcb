/* SPDX-License-Identifier: MIT */
/* Ways for a child process to end, for the tests of crash capture: the same bodies under every preset,
 * with the accesses written so that no sanitizer sees them first. Each is a body of child_start(). */
#ifndef AGX_TESTS_CRASH_BODIES_H
#define AGX_TESTS_CRASH_BODIES_H

#include "trace/abort_message.h"
#include "trace/activity.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CRASH_BODY_PLAIN \
	__attribute__((noinline, unused, no_sanitize("address", "undefined", "thread")))
#define CRASH_BODY __attribute__((noinline, unused)) static

/* Their names are what the site of the fault is made of. */
CRASH_BODY_PLAIN static int sim_encoder_prepareForEnqueue(const volatile char *impl)
{
	return *(const volatile int *)(const volatile void *)(impl + 0x98);
}

CRASH_BODY_PLAIN static void sim_encoder_allocateUSCSpillBuffer(volatile char *impl)
{
	*(volatile int *)(volatile void *)(impl + 0x184) = 1;
}

CRASH_BODY_PLAIN static int sim_call_nowhere(int (*volatile function)(void))
{
	return function() + 1;
}

CRASH_BODY_PLAIN static int sim_recurse(volatile int *depth)
{
	volatile char room[512];

	room[0] = (char)*depth;
	*depth += 1;
	return *depth < 0 ? 0 : sim_recurse(depth) + room[0];
}

__attribute__((unused)) static _Noreturn void crash_body_pause(void)
{
	for (;;)
		(void)pause();
}

CRASH_BODY int crash_body_return_7(void *context, void *result)
{
	(void)context;
	*(int *)result = 42;
	printf("this must not reach the parent's standard output\n");
	return 7;
}

CRASH_BODY int crash_body_exit_3(void *context, void *result)
{
	(void)context;
	(void)result;
	_exit(3);
}

CRASH_BODY int crash_body_read_null(void *context, void *result)
{
	(void)context;
	*(int *)result = 41;
	activity_name("client 0", "stream 0");
	(void)activity_enter("dispatchThreads:threadsPerThreadgroup:", "encoder", 7);
	return sim_encoder_prepareForEnqueue(NULL);
}

CRASH_BODY int crash_body_write_null(void *context, void *result)
{
	(void)context;
	(void)result;
	sim_encoder_allocateUSCSpillBuffer(NULL);
	return 0;
}

/* The same in a thread that blocks SIGALRM. */
CRASH_BODY int crash_body_write_no_alarm(void *context, void *result)
{
	sigset_t alarm;

	(void)context;
	(void)result;
	(void)sigemptyset(&alarm);
	(void)sigaddset(&alarm, SIGALRM);
	(void)pthread_sigmask(SIG_BLOCK, &alarm, NULL);
	sim_encoder_allocateUSCSpillBuffer(NULL);
	return 0;
}

CRASH_BODY int crash_body_call_null(void *context, void *result)
{
	(void)context;
	(void)result;
	return sim_call_nowhere(NULL);
}

CRASH_BODY int crash_body_overflow(void *context, void *result)
{
	int depth = 0;

	(void)context;
	(void)result;
	return sim_recurse(&depth);
}

CRASH_BODY int crash_body_assertion(void *context, void *result)
{
	(void)context;
	(void)result;
	(void)activity_enter("computeCommandEncoder", "command buffer", 3);
	abort_message("A command encoder is already encoding to this command buffer");
}

CRASH_BODY int crash_body_abort_with_words(void *context, void *result)
{
	(void)context;
	(void)result;
	fputs("first line\nfree(): invalid pointer\n", stderr);
	abort();
}

CRASH_BODY int crash_body_hang(void *context, void *result)
{
	(void)context;
	(void)result;
	(void)activity_enter("waitUntilCompleted", "command buffer", 9);
	crash_body_pause();
}

CRASH_BODY int crash_body_hang_deaf(void *context, void *result)
{
	sigset_t all;

	(void)context;
	(void)result;
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, NULL);
	crash_body_pause();
}

CRASH_BODY int crash_body_killed(void *context, void *result)
{
	(void)context;
	(void)result;
	(void)kill(getpid(), SIGKILL);
	return 0;
}

/* A signal that tells of a fault, and no fault. */
CRASH_BODY int crash_body_send_fault(void *context, void *result)
{
	(void)context;
	(void)result;
	(void)kill(getpid(), SIGSEGV);
	return 0;
}

/* A crowd: *(int *)context threads beside the first one. Thread K is in a call of its own, waiting in one of
 * three ways; when all are there, the last of them faults, or all of them do. */
static atomic_int crash_body_ready;
static atomic_bool crash_body_blocks_alarm;
static pthread_mutex_t crash_body_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t crash_body_never = PTHREAD_COND_INITIALIZER;

struct crash_body_member {
	int number;
	int count;
	int all_fault;
};

__attribute__((noinline, unused)) static void crash_body_wait_forever(int way)
{
	(void)atomic_fetch_add(&crash_body_ready, 1);
	(void)pthread_mutex_lock(&crash_body_mutex);
	while (way == 0)
		(void)pthread_cond_wait(&crash_body_never, &crash_body_mutex);
	(void)pthread_mutex_unlock(&crash_body_mutex);
	while (way == 1)
		(void)pause();
	for (;;)
		(void)sched_yield();
}

__attribute__((unused)) static void *crash_body_member_run(void *context)
{
	const struct crash_body_member *m = context;
	char name[ACTIVITY_NAME_BYTES];
	char queue[ACTIVITY_NAME_BYTES];

	(void)snprintf(name, sizeof name, "client %d", m->number);
	(void)snprintf(queue, sizeof queue, "stream %d", m->number % 2);
	activity_name(name, queue);
	if (m->number + 1 < m->count && !m->all_fault) {
		(void)activity_enter("endEncoding", "encoder", (uint64_t)m->number);
		crash_body_wait_forever(m->number % 3);
	}
	(void)activity_enter("setComputePipelineState:", "encoder", (uint64_t)m->number);
	if (m->all_fault)
		(void)atomic_fetch_add(&crash_body_ready, 1);
	if (atomic_load(&crash_body_blocks_alarm))
		(void)crash_body_write_no_alarm(NULL, NULL);
	while (atomic_load(&crash_body_ready) < (m->all_fault ? m->count : m->count - 1))
		(void)sched_yield();
	sim_encoder_allocateUSCSpillBuffer(NULL);
	return NULL;
}

__attribute__((unused)) static int crash_body_crowd_run(int count, int all_fault)
{
	struct crash_body_member *members = calloc((size_t)count, sizeof *members);
	pthread_t thread;

	for (int i = 0; members != NULL && i < count; i++) {
		members[i] = (struct crash_body_member) {i, count, all_fault};
		if (pthread_create(&thread, NULL, crash_body_member_run, &members[i]) != 0)
			_exit(9);
	}
	crash_body_pause();
}

CRASH_BODY int crash_body_crowd(void *context, void *result)
{
	(void)result;
	return crash_body_crowd_run(*(const int *)context, 0);
}

/* The one that faults blocks SIGALRM. */
CRASH_BODY int crash_body_crowd_no_alarm(void *context, void *result)
{
	(void)result;
	atomic_store(&crash_body_blocks_alarm, true);
	return crash_body_crowd_run(*(const int *)context, 0);
}

CRASH_BODY int crash_body_all_fault(void *context, void *result)
{
	(void)result;
	return crash_body_crowd_run(*(const int *)context, 1);
}

/* As many threads as in the crowd, none of which faults or ends. */
CRASH_BODY int crash_body_crowd_hangs(void *context, void *result)
{
	(void)result;
	atomic_store(&crash_body_ready, -1000000);
	return crash_body_crowd_run(*(const int *)context, 0);
}

#endif
