/* SPDX-License-Identifier: MIT */
/* What the runtime offers the engines: threads as fibers, and ways out of an execution. One OS thread. */
#ifndef AGX_EXPLORE_RUNTIME_H
#define AGX_EXPLORE_RUNTIME_H

#include "explore/engine.h"

struct thread {
	unsigned id;     /* function of (parent, how many the parent had created before) */
	unsigned parent; /* the creator; thread 0 has itself */
	bool exists;     /* in this execution */
	bool finished;   /* its EXIT has happened; set by the engine */
	/* C11 happens-before: component t counts what of thread t happens before this thread's next access. Written by
	 * the engine (engine.h, perform), read by the race detector. Zeroed with clock[id] = 1 when the thread is
	 * made. */
	uint32_t clock[THREADS_MAX];
};

/* By id. Ids may have gaps: look at EXISTS. */
extern struct thread threads[THREADS_MAX];
/* One past the highest id in this execution. */
extern unsigned thread_count;

/* The thread on whose fiber we are. */
extern unsigned current;
static inline unsigned runtime_self(void)
{
	return current;
}

/* Continue thread ID where it left off (or begin it); returns when somebody switches back to the caller. */
void runtime_switch(unsigned id);

/* End the execution. Does not return: the fibers are abandoned, memory is reset before the next. */
_Noreturn void runtime_end(enum outcome outcome);

/* End it with OUTCOME_NONDETERMINISM: at PC, a return address in the program, the current thread does something else than in
 * the same execution before. */
_Noreturn void runtime_differs(const void *pc);

/* End the execution with a finding of the engine's own (dead lock is none: runtime_end(OUTCOME_DEADLOCK)).
 * KIND is a word of explore/finding.h. */
_Noreturn void runtime_finding(const char *kind, uintptr_t address, const char *format, ...);

/* End the execution: WHAT (static) is done at PC, and cannot be explored. */
_Noreturn void runtime_unsupported(const char *what, const void *pc);

/* Has thread ID ended the whole process, by exit() or by returning from main? The others may run on until it is gone, but
 * those that wait then wait for nothing: that is no deadlock. */
bool runtime_has_exited(unsigned id);

/* The memory of a real location. SIZE 1, 2, 4, 8, 16. */
struct value memory_read(uintptr_t address, unsigned size);
void memory_write(uintptr_t address, unsigned size, struct value value);

#endif
