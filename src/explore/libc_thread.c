/* SPDX-License-Identifier: MIT */
/* pthreads: threads, once, keys, cleanup handlers. A pthread_t is 1 + the thread's number. */
#include "explore/call_stack.h"
#include "explore/explored.h"
#include "explore/primitive.h"
#include "explore/runtime_internal.h"
#include "explore/shadow.h"
#include "explore/spin.h"
#include "explore/thread_calls.h"

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <string.h>

/* In an object without hooks, or before main. */
static void must_run(const char *what)
{
	if (!running)
		early_call(what);
}

static pthread_t handle_of(unsigned id)
{
	return (pthread_t)id + 1;
}

/* The thread of HANDLE, which must exist in this execution and be neither joined nor detached. */
static unsigned joinable(pthread_t handle, const void *pc)
{
	unsigned id = (unsigned)handle - 1;

	if (handle == 0 || handle > thread_count || !threads[id].exists)
		primitive_finding(FINDING_BAD_JOIN, 0, 0, -1, pc, "joins or detaches what is no thread");
	if (runners[id].joined || runners[id].detached)
		primitive_finding(FINDING_BAD_JOIN, 0, 0, (int)id, pc,
				  "joins or detaches a thread that was joined or detached before");
	return id;
}

unsigned thread_begin(void *(*start)(void *), void *argument, bool detached, const void *pc)
{
	struct operation op = {.kind = OPERATION_CREATE, .primitive = PRIMITIVE_CREATE, .pc = pc};
	unsigned id;

	must_run("thread creation");
	spin_side_effect();
	id = runtime_thread_new(start, argument, pc);
	runners[id].detached = detached;
	runners[id].create_site = call_stack_site(pc);
	op.target = (uint8_t)id;
	runtime_perform(&op);
	return id;
}

void *thread_end_wait(unsigned id, const void *pc)
{
	struct operation op = {.kind = OPERATION_JOIN, .primitive = PRIMITIVE_JOIN, .pc = pc, .target = (uint8_t)id};

	spin_side_effect();
	runners[id].joined = true;
	runtime_perform(&op);
	return runners[id].result;
}

unsigned thread_joinable(unsigned long handle, const void *pc)
{
	return joinable((pthread_t)handle, pc);
}

EXPLORED(pthread_create);
int explored_pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes,
			    void *(*start)(void *), void *restrict argument)
{
	int state = PTHREAD_CREATE_JOINABLE;
	unsigned id;

	if (attributes != NULL)
		(void)pthread_attr_getdetachstate(attributes, &state); /* then joinable */
	id = thread_begin(start, argument, state == PTHREAD_CREATE_DETACHED, CALLER);
	/* POSIX: the new thread may run before its identity is stored. */
	shadow_write_range((uintptr_t)thread, sizeof *thread, CALLER);
	*thread = handle_of(id);
	return 0;
}

EXPLORED(pthread_join);
int explored_pthread_join(pthread_t thread, void **result)
{
	unsigned id = joinable(thread, CALLER);
	void *value;

	if (id == current)
		return EDEADLK;
	value = thread_end_wait(id, CALLER);
	if (result != NULL) {
		shadow_write_range((uintptr_t)result, sizeof *result, CALLER);
		*result = value;
	}
	return 0;
}

EXPLORED(pthread_timedjoin_np);
int explored_pthread_timedjoin_np(pthread_t thread, void **result, const struct timespec *until)
{
	(void)until;
	(void)thread;
	(void)result;
	unsupported("pthread_timedjoin_np", call_stack_site(CALLER));
}

EXPLORED(pthread_tryjoin_np);
int explored_pthread_tryjoin_np(pthread_t thread, void **result)
{
	(void)thread;
	(void)result;
	unsupported("pthread_tryjoin_np", call_stack_site(CALLER));
}

EXPLORED(pthread_detach);
int explored_pthread_detach(pthread_t thread)
{
	runners[joinable(thread, CALLER)].detached = true;
	spin_side_effect();
	return 0;
}

EXPLORED(pthread_self);
pthread_t explored_pthread_self(void)
{
	return running ? handle_of(current) : pthread_self();
}

EXPLORED(pthread_equal);
int explored_pthread_equal(pthread_t a, pthread_t b)
{
	return a == b;
}

int explored_pthread_yield(void);
int explored_pthread_yield(void)
{
	return 0;
}

EXPLORED(pthread_setname_np);
int explored_pthread_setname_np(pthread_t thread, const char *name)
{
	(void)thread;
	(void)name;
	return 0;
}

EXPLORED(pthread_getname_np);
int explored_pthread_getname_np(pthread_t thread, char *name, size_t bytes)
{
	(void)thread;
	if (bytes > 0)
		name[0] = '\0';
	shadow_write_range((uintptr_t)name, bytes > 0, CALLER);
	return 0;
}

/* Every schedule is explored, whatever the program wishes. */
EXPLORED(pthread_setaffinity_np);
int explored_pthread_setaffinity_np(pthread_t thread, size_t bytes, const cpu_set_t *set)
{
	(void)thread;
	(void)bytes;
	(void)set;
	return 0;
}

EXPLORED(pthread_setschedparam);
int explored_pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *parameters)
{
	(void)thread;
	(void)policy;
	(void)parameters;
	return 0;
}

EXPLORED(pthread_setschedprio);
int explored_pthread_setschedprio(pthread_t thread, int priority)
{
	(void)thread;
	(void)priority;
	return 0;
}

EXPLORED(pthread_setcancelstate);
int explored_pthread_setcancelstate(int state, int *before)
{
	(void)state;
	if (before != NULL)
		*before = PTHREAD_CANCEL_ENABLE;
	return 0;
}

EXPLORED(pthread_setcanceltype);
int explored_pthread_setcanceltype(int type, int *before)
{
	(void)type;
	if (before != NULL)
		*before = PTHREAD_CANCEL_DEFERRED;
	return 0;
}

/* Nobody cancels: pthread_cancel is unsupported. */
EXPLORED(pthread_testcancel);
void explored_pthread_testcancel(void)
{
}

/* libc's pthread_cleanup_push keeps a jump buffer and four words of ours on the stack; a handler is run by jumping to it,
 * and calls __pthread_unwind_next when it is done. */
static void *next_of(__pthread_unwind_buf_t *buffer)
{
	return buffer->__pad[0];
}

/* The buffer is the beginning of a jmp_buf: what sigsetjmp(..., 0) fills. */
#pragma GCC diagnostic ignored "-Wstringop-overflow"
static _Noreturn void unwind(void)
{
	struct runner *runner = &runners[current];
	__pthread_unwind_buf_t *buffer = runner->cleanups;

	if (buffer == NULL)
		runtime_thread_exit(runner->result);
	runner->cleanups = next_of(buffer);
	_longjmp((struct __jmp_buf_tag *)(void *)buffer->__cancel_jmp_buf, 1);
}

void explored___pthread_register_cancel(__pthread_unwind_buf_t *buffer);
void explored___pthread_register_cancel(__pthread_unwind_buf_t *buffer)
{
	buffer->__pad[0] = runners[current].cleanups;
	runners[current].cleanups = buffer;
}

void explored___pthread_unregister_cancel(__pthread_unwind_buf_t *buffer);
void explored___pthread_unregister_cancel(__pthread_unwind_buf_t *buffer)
{
	runners[current].cleanups = next_of(buffer);
}

_Noreturn void explored___pthread_unwind_next(__pthread_unwind_buf_t *buffer);
_Noreturn void explored___pthread_unwind_next(__pthread_unwind_buf_t *buffer)
{
	(void)buffer;
	unwind();
}

_Noreturn void thread_exit(void *result)
{
	runners[current].result = result;
	unwind();
}

EXPLORED(pthread_exit);
_Noreturn void explored_pthread_exit(void *result)
{
	thread_exit(result);
}

EXPLORED(pthread_once);
int explored_pthread_once(pthread_once_t *once, void (*routine)(void))
{
	if (!running) {
		return pthread_once(once, routine);
	}
	if (once_begin(once, CALLER)) {
		routine();
		once_done(once, CALLER);
	}
	return 0;
}
