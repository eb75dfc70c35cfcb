/* SPDX-License-Identifier: MIT */
/* How a program ends, and what a test of it calls. exit() ends the calling thread only, and so does a return from main:
 * what the others may still do before the process is gone is explored to its end, so nothing depends on the moment at
 * which they are cut off. That they wait for ever then is no deadlock. */
#include "explore/call_stack.h"
#include "explore/explored.h"
#include "explore/primitive.h"
#include "explore/process_calls.h"
#include "explore/runtime_internal.h"
#include "explore/spin.h"
#include "explore/thread_calls.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AT_EXIT_MAX = 32 };

static void (*at_exit[AT_EXIT_MAX])(void);
static unsigned at_exit_count;

void process_reset(void)
{
	at_exit_count = 0;
}

static _Noreturn void failed(enum finding_kind kind, const void *pc, const char *what)
{
	struct finding_report report = {.kind = kind, .other = -1, .site = pc != NULL ? call_stack_site(pc) : 0};

	finding(&report, "%s", what);
}

_Noreturn void process_exit(int status, bool handlers, const void *pc)
{
	struct finding_report report = {.kind = FINDING_EXIT_STATUS, .other = -1};

	while (handlers && at_exit_count > 0)
		at_exit[--at_exit_count]();
	if (status != 0 && !explorer_options.any_exit_status) {
		report.site = pc != NULL ? call_stack_site(pc) : 0;
		finding(&report, "the program ends with status %d", status);
	}
	if (pc == NULL)
		primitive_check_held();
	runtime_process_exit();
}

_Noreturn void explored___assert_fail(const char *expression, const char *file, unsigned line, const char *function);
_Noreturn void explored___assert_fail(const char *expression, const char *file, unsigned line, const char *function)
{
	struct finding_report report = {.kind = FINDING_ASSERTION, .other = -1, .site = call_stack_site(CALLER)};
	const char *slash = strrchr(file, '/');

	finding(&report, "assertion %s failed in %s, %s:%u", expression, function != NULL ? function : "?",
		slash != NULL ? slash + 1 : file, line);
}

_Noreturn void explored___assert(const char *expression, const char *file, int line);
_Noreturn void explored___assert(const char *expression, const char *file, int line)
{
	explored___assert_fail(expression, file, (unsigned)line, NULL);
}

_Noreturn void explored___assert_perror_fail(int error, const char *file, unsigned line, const char *function);
_Noreturn void explored___assert_perror_fail(int error, const char *file, unsigned line, const char *function)
{
	explored___assert_fail(strerror(error), file, line, function);
}

EXPLORED(abort);
_Noreturn void explored_abort(void)
{
	failed(FINDING_ABORT, CALLER, "abort() was called");
}

/* There are no handlers, so SIGABRT ends the program. What others do depends on how they were inherited. */
EXPLORED(raise);
int explored_raise(int number)
{
	if (number != SIGABRT)
		unsupported("raise", call_stack_site(CALLER));
	failed(FINDING_ABORT, CALLER, "raise(SIGABRT) was called");
}

/* The same in each process that repeats the execution. */
enum { PROCESS = 1000 };

EXPLORED(getpid);
pid_t explored_getpid(void)
{
	return PROCESS;
}

EXPLORED(getppid);
pid_t explored_getppid(void)
{
	return PROCESS - 1;
}

EXPLORED(gettid);
pid_t explored_gettid(void)
{
	return PROCESS + (pid_t)current;
}

EXPLORED(exit);
_Noreturn void explored_exit(int status)
{
	process_exit(status, true, CALLER);
}

EXPLORED(_exit);
_Noreturn void explored__exit(int status)
{
	process_exit(status, false, CALLER);
}

EXPLORED(_Exit);
_Noreturn void explored__Exit(int status)
{
	process_exit(status, false, CALLER);
}

EXPLORED(quick_exit);
_Noreturn void explored_quick_exit(int status)
{
	process_exit(status, false, CALLER);
}

static int register_handler(void (*handler)(void), const void *pc)
{
	if (!running)
		return atexit(handler);
	if (at_exit_count == AT_EXIT_MAX)
		unsupported("more than 32 exit handlers", call_stack_site(pc));
	spin_side_effect();
	at_exit[at_exit_count++] = handler;
	return 0;
}

EXPLORED(atexit);
int explored_atexit(void (*handler)(void))
{
	return register_handler(handler, CALLER);
}

/* quick_exit runs no handlers here: those that only it runs are not explored. */
EXPLORED(at_quick_exit);
int explored_at_quick_exit(void (*handler)(void))
{
	(void)handler;
	unsupported("at_quick_exit", call_stack_site(CALLER));
}

/* A generator for each thread would differ from libc's; one for all would make its order of use part of the program. It
 * is per thread: the numbers are a function of (thread, how many before). */
static int next_random(void)
{
	struct runner *runner = &runners[current];

	spin_side_effect();
	runner->random = runner->random * 1103515245u + 12345u;
	return (int)(runner->random >> 1);
}

EXPLORED(rand);
int explored_rand(void)
{
	return next_random();
}

EXPLORED(random);
long explored_random(void)
{
	return next_random();
}

EXPLORED(srand);
void explored_srand(unsigned seed)
{
	runners[current].random = seed;
}

EXPLORED(srandom);
void explored_srandom(unsigned seed)
{
	runners[current].random = seed;
}

static void assume(bool condition, const void *pc)
{
	struct operation op = {.kind = OPERATION_BLOCK, .primitive = PRIMITIVE_ASSUME, .pc = pc};

	if (condition)
		return;
	runners[current].assumes = true;
	runtime_perform(&op);
}

void explored_agxrace_assume(int condition);
void explored_agxrace_assume(int condition)
{
	assume(condition != 0, CALLER);
}

unsigned explored_agxrace_choose(unsigned count);
unsigned explored_agxrace_choose(unsigned count)
{
	if (count < 2)
		return 0;
	if (count > 255)
		unsupported("a choice among more than 255", call_stack_site(CALLER));
	return object_choice(count, PRIMITIVE_CHOOSE, CALLER);
}

/* The names of the software verification competition. */
void explored___VERIFIER_assume(int condition);
void explored___VERIFIER_assume(int condition)
{
	assume(condition != 0, CALLER);
}

int explored___VERIFIER_nondet_bool(void);
int explored___VERIFIER_nondet_bool(void)
{
	return (int)object_choice(2, PRIMITIVE_CHOOSE, CALLER);
}

int explored___VERIFIER_nondet_int(void);
int explored___VERIFIER_nondet_int(void)
{
	unsupported("any int", call_stack_site(CALLER));
}

unsigned explored___VERIFIER_nondet_uint(void);
unsigned explored___VERIFIER_nondet_uint(void)
{
	unsupported("any unsigned", call_stack_site(CALLER));
}

_Noreturn void explored___VERIFIER_error(void);
_Noreturn void explored___VERIFIER_error(void)
{
	failed(FINDING_ASSERTION, CALLER, "__VERIFIER_error() was called");
}

_Noreturn void explored_reach_error(void);
_Noreturn void explored_reach_error(void)
{
	failed(FINDING_ASSERTION, CALLER, "reach_error() was called");
}
