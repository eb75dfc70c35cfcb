/* SPDX-License-Identifier: MIT */
#include "crash/capture.h"

#include "crash/async_internal.h"
#include "trace/activity.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	STACK_BYTES = 128 * 1024, /* libunwind needs about 20 KiB, a signal frame up to 11 KiB */
	GUARD_BYTES = 16 * 1024,  /* the largest page of the systems we know */
};

static const int fault_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};

static pthread_key_t stack_key;
static bool have_key;

/* What this thread's end has to undo. */
static _Thread_local struct {
	void *mapping; /* NULL: none */
	stack_t before;
} own_stack;

static void leave(void *mapping)
{
	(void)sigaltstack(&own_stack.before, NULL); /* on failure the stack is not used any more */
	(void)munmap(mapping, GUARD_BYTES + STACK_BYTES);
	own_stack.mapping = NULL;
}

void capture_thread_enter(void)
{
	stack_t stack;
	char *mapping;

	if (!have_key || own_stack.mapping != NULL)
		return;
	mapping = mmap(NULL, GUARD_BYTES + STACK_BYTES, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mapping == MAP_FAILED)
		return;
	memset(&stack, 0, sizeof stack);
	stack.ss_sp = mapping + GUARD_BYTES;
	stack.ss_size = STACK_BYTES;
	if (mprotect(mapping, GUARD_BYTES, PROT_NONE) != 0 ||
	    pthread_setspecific(stack_key, mapping) != 0 ||
	    sigaltstack(&stack, &own_stack.before) != 0) {
		(void)pthread_setspecific(stack_key, NULL);
		(void)munmap(mapping, GUARD_BYTES + STACK_BYTES);
		return;
	}
	own_stack.mapping = mapping;
}

enum agx_status capture_install(struct crash_snapshot *snapshot, int wake_fd,
				unsigned fault_in_stages, struct agx_error *err)
{
	int stop = crash_stop_signal();

	crash_unwind_prepare();
	if (!have_key && pthread_key_create(&stack_key, leave) != 0)
		return agx_fail(err, AGX_FAILED, "no thread-specific key is left");
	have_key = true;
	crash_async_setup = (struct crash_async_setup) {
		.snapshot = snapshot,
		.wake_fd = wake_fd,
		.stop_signal = stop,
		.parent = getppid(),
		.fault_in_stages = fault_in_stages,
	};
	capture_thread_enter();
	activity_on_name(capture_thread_enter);
	for (size_t i = 0; i < sizeof fault_signals / sizeof fault_signals[0]; i++) {
		if (!crash_install_handler(fault_signals[i], stop, crash_async_on_fault))
			return agx_fail(err, AGX_FAILED, "cannot install a signal handler: %s",
					strerror(errno));
	}
	if (!crash_install_handler(stop, stop, crash_async_on_stop) ||
	    !crash_install_handler(SIGALRM, stop, crash_async_on_alarm))
		return agx_fail(err, AGX_FAILED, "cannot install a signal handler: %s",
				strerror(errno));
	return AGX_OK;
}
