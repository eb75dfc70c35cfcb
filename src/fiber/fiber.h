/* SPDX-License-Identifier: MIT */
/* Several threads of control on one OS thread. Each fiber has a stack with a guard page below it, its own thread
 * pointer (so _Thread_local variables and errno are its own), and its own floating-point modes.
 *
 * The thread pointers are lent by pthreads that do nothing but exist: each was made on the fiber's stack, parked above
 * the part that the fiber uses, and blocks all signals. So the C library has set up everything that a thread of its
 * own has. They do not survive fork(): make the fibers after it.
 *
 *	fiber_stacks_new(fibers, 4, memory, 1 << 18);    // once
 *	fiber_adopt(&here);
 *	fiber_prepare(&fibers[0], body);
 *	fiber_switch(&here, &fibers[0]);   // returns when body switches back to &here; body never returns
 *
 * Linux on x86-64 and arm64. Thread safety: all fibers belong to the OS thread that made them. */
#ifndef AGX_FIBER_FIBER_H
#define AGX_FIBER_FIBER_H

#include <stddef.h>
#include <stdint.h>

struct fiber {
	void *stack_pointer;      /* while it does not run */
	uintptr_t thread_pointer; /* 0: leave it as it is */
	char *stack_low;          /* lowest usable byte; the guard page lies below */
	char *stack_high;         /* one past the highest usable byte; what lends the thread pointer lies above */
};

enum { FIBER_STACK_BYTES_MIN = 1 << 16, FIBER_GUARD_BYTES = 1 << 16 };

/* Make COUNT fibers on MEMORY (page-aligned, COUNT * BYTES_EACH, readable and writable). The addresses of the stacks
 * depend on MEMORY and the executable only. Returns NULL, or why it is not possible (static text). */
const char *fiber_stacks_new(struct fiber *fibers, unsigned count, void *memory, size_t bytes_each);

/* Make *FIBER stand for the caller's own thread of control, to switch from and back to. */
void fiber_adopt(struct fiber *fiber);

/* Let the next switch to FIBER call ENTRY on its empty stack. ENTRY must not return. */
void fiber_prepare(struct fiber *fiber, void (*entry)(void));

/* Save the caller's state in FROM, continue TO. Not for a fiber to itself. Inside a signal handler it is allowed to
 * leave for good. */
void fiber_switch(struct fiber *from, struct fiber *to);

/* The thread pointer in use now. */
uintptr_t fiber_thread_pointer(void);

#endif
