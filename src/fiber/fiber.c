/* SPDX-License-Identifier: MIT */
#include "fiber/fiber.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

/* What the assembly needs to know. */
_Static_assert(offsetof(struct fiber, stack_pointer) == 0, "fiber_*.S");
_Static_assert(offsetof(struct fiber, thread_pointer) == 8, "fiber_*.S");

/* fiber_x86_64.S, fiber_arm64.S */
void fiber_begin(void);
extern const size_t fiber_frame_bytes; /* what a switch pushes */
extern const size_t fiber_frame_entry; /* offset of the register from which fiber_begin takes ENTRY */
extern const size_t fiber_frame_return;
void fiber_frame_init(void *frame); /* modes of floating point */

/* x86-64: the kernel lets programs set the thread pointer (else a system call does it). */
extern unsigned char fiber_direct_thread_pointer;
unsigned char fiber_direct_thread_pointer;

/* Below the frames of the parked pthread: what it may still use, and a margin. */
enum { PARKED_BYTES = 4096 };

struct lender {
	struct fiber *fiber;
	sem_t ready;
};

static _Noreturn void park(void)
{
	for (;;)
		pause();
}

static void *lend(void *argument)
{
	struct lender *lender = argument;
	char here;

	lender->fiber->thread_pointer = fiber_thread_pointer();
	lender->fiber->stack_high = (char *)(((uintptr_t)&here - PARKED_BYTES) & ~(uintptr_t)63);
	(void)sem_post(&lender->ready); /* cannot overflow */
	park();
}

static const char *lender_start(struct fiber *fiber, char *stack, size_t bytes)
{
	struct lender lender = {.fiber = fiber};
	pthread_attr_t attributes;
	pthread_t thread;
	int failed;

	if (sem_init(&lender.ready, 0, 0) != 0 || pthread_attr_init(&attributes) != 0)
		return "cannot make a semaphore for a fiber's pthread";
	failed = pthread_attr_setstack(&attributes, stack, bytes);
	if (failed == 0)
		failed = pthread_create(&thread, &attributes, lend, &lender);
	(void)pthread_attr_destroy(&attributes); /* cannot fail */
	if (failed != 0)
		return "cannot start a fiber's pthread";
	while (sem_wait(&lender.ready) != 0)
		continue; /* interrupted by a signal */
	(void)sem_destroy(&lender.ready); /* nobody waits */
	return NULL;
}

static const char *stack_new(struct fiber *fiber, char *memory, size_t bytes)
{
	if (mprotect(memory, FIBER_GUARD_BYTES, PROT_NONE) != 0)
		return "cannot protect the guard page of a stack";
	fiber->stack_low = memory + FIBER_GUARD_BYTES;
	return lender_start(fiber, fiber->stack_low, bytes - FIBER_GUARD_BYTES);
}

const char *fiber_stacks_new(struct fiber *fibers, unsigned count, void *memory, size_t bytes_each)
{
	const char *problem = NULL;
	sigset_t all;
	sigset_t before;

	if (bytes_each < FIBER_STACK_BYTES_MIN + FIBER_GUARD_BYTES)
		return "stacks of fibers are too small";
#ifdef __x86_64__
	fiber_direct_thread_pointer = (getauxval(AT_HWCAP2) & 2) != 0;
#endif
	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
		return "cannot block signals";
	for (unsigned i = 0; i < count && problem == NULL; i++)
		problem = stack_new(&fibers[i], (char *)memory + i * bytes_each, bytes_each);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL); /* as above */
	return problem;
}

void fiber_adopt(struct fiber *fiber)
{
	memset(fiber, 0, sizeof *fiber);
	fiber->thread_pointer = fiber_thread_pointer();
}

void fiber_prepare(struct fiber *fiber, void (*entry)(void))
{
	/* Two words of 0 above: where a stack walk ends. */
	char *frame = fiber->stack_high - 2 * sizeof(uintptr_t) - fiber_frame_bytes;

	memset(frame, 0, fiber_frame_bytes + 2 * sizeof(uintptr_t));
	fiber_frame_init(frame);
	memcpy(frame + fiber_frame_entry, &entry, sizeof entry);
	memcpy(frame + fiber_frame_return, &(void (*)(void)) {fiber_begin}, sizeof entry);
	fiber->stack_pointer = frame;
}
