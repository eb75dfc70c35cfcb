/* SPDX-License-Identifier: MIT */
/* What a switch must keep: callee-saved registers, the stack, floating-point modes, thread-local variables and errno of
 * each fiber; and that stacks lie where they should and end in a guard page. A plain program, so that it runs natively
 * and, cross-compiled, under an emulator. Exit 0: all well. */
#include "fiber/fiber.h"

#include <errno.h>
#include <fenv.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { FIBERS = 4, STACK_BYTES = 1 << 18, ROUNDS = 1000 };

static struct fiber fibers[FIBERS];
static struct fiber here;
static unsigned at;
static unsigned steps;
static _Thread_local unsigned own = 7;
static sigjmp_buf fault;
static volatile uintptr_t fault_address;

#define CHECK(x) \
	do { \
		if (!(x)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x); \
			exit(1); \
		} \
	} while (0)

/* Round robin; the last goes back to main. */
static void yield(void)
{
	unsigned self = at;

	at = (at + 1) % FIBERS;
	fiber_switch(&fibers[self], &fibers[at]);
}

/* Enough values alive across the switch to fill the callee-saved registers, integer and floating. */
static unsigned long keep(unsigned long seed, double *ret)
{
	unsigned long a = seed, b = seed * 3, c = seed * 5, d = seed * 7, e = seed * 11, f = seed * 13, g = seed * 17;
	unsigned long h = seed * 19, i = seed * 23, j = seed * 29;
	double x = (double)seed, y = x * 2, z = x * 3, w = x * 4;

	yield();
	*ret = x + y + z + w;
	return a + b + c + d + e + f + g + h + i + j;
}

static void body(void)
{
	unsigned self = at;
	int mode = self % 2 == 0 ? FE_TONEAREST : FE_UPWARD;
	volatile char low;

	CHECK((char *)&low >= fibers[self].stack_low && (char *)&low < fibers[self].stack_high);
	CHECK(fiber_thread_pointer() == fibers[self].thread_pointer);
	CHECK(own == 7);
	own = 100 + self;
	CHECK(fesetround(mode) == 0);
	errno = (int)self + 1;
	for (unsigned k = 0; k < ROUNDS; k++) {
		double real;
		unsigned long sum = keep(self * 1000 + k, &real);

		CHECK(sum == (self * 1000 + k) * 128UL);
		CHECK(real == (double)(self * 1000 + k) * 10);
		CHECK(own == 100 + self && errno == (int)self + 1 && fegetround() == mode);
		CHECK(at == self);
		steps++;
	}
	if (self == FIBERS - 1)
		fiber_switch(&fibers[self], &here);
	yield();
	abort();
}

static void on_fault(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)context;
	fault_address = (uintptr_t)info->si_addr;
	siglongjmp(fault, 1);
}

static void check_guard(void)
{
	struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
	volatile char *guard = fibers[1].stack_low - 1;

	CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
	if (sigsetjmp(fault, 1) == 0) {
		*guard = 1;
		CHECK(!"the guard page can be written");
	}
	CHECK(fault_address == (uintptr_t)guard);
}

/* A fiber that is prepared again begins anew, whatever it was doing. */
static void run_all(void)
{
	own = 55;
	errno = 99;
	steps = 0;
	at = 0;
	for (unsigned i = 0; i < FIBERS; i++)
		fiber_prepare(&fibers[i], body);
	fiber_adopt(&here);
	fiber_switch(&here, &fibers[0]);
	CHECK(steps == FIBERS * ROUNDS);
	CHECK(own == 55 && errno == 99 && fegetround() == FE_TONEAREST);
}

static void reset_own(void)
{
	if (at == FIBERS - 1) {
		own = 7;
		fiber_switch(&fibers[at], &here);
	}
	own = 7;
	at++;
	fiber_switch(&fibers[at - 1], &fibers[at]);
	abort();
}

static void run_resets(void)
{
	at = 0;
	for (unsigned i = 0; i < FIBERS; i++)
		fiber_prepare(&fibers[i], reset_own);
	fiber_switch(&here, &fibers[0]);
}

int main(void)
{
	char *memory = mmap(NULL, FIBERS * STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const char *problem;

	CHECK(memory != MAP_FAILED);
	problem = fiber_stacks_new(fibers, FIBERS, memory, STACK_BYTES);
	CHECK(problem == NULL);
	CHECK(fiber_stacks_new(fibers, 1, memory, 4096) != NULL);
	for (unsigned i = 0; i < FIBERS; i++) {
		CHECK(fibers[i].stack_low == memory + i * STACK_BYTES + FIBER_GUARD_BYTES);
		CHECK(fibers[i].stack_high > fibers[i].stack_low + STACK_BYTES / 2);
		CHECK(fibers[i].stack_high <= memory + (i + 1) * STACK_BYTES);
		CHECK(fibers[i].stack_high - memory - i * STACK_BYTES ==
		      fibers[0].stack_high - memory);
	}
	run_all();
	run_resets();
	run_all();
	check_guard();
	return 0;
}
