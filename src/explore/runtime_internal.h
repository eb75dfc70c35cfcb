/* SPDX-License-Identifier: MIT */
/* What the parts of the runtime share. All of it belongs to the one OS thread of the exploration. */
#ifndef AGX_EXPLORE_RUNTIME_INTERNAL_H
#define AGX_EXPLORE_RUNTIME_INTERNAL_H

#include "explore/explorer.h"
#include "explore/finding.h"
#include "explore/runtime.h"
#include "fiber/fiber.h"

#include <pthread.h>
#include <stddef.h>

enum {
	FRAMES_MAX = 1024, /* calls deep; deeper ones are counted and not named */
	KEYS_MAX = 64,     /* pthread_key_create */
	SPIN_MAX = 64,     /* operations remembered in a loop */
	CHILDREN_MAX = 64, /* of one thread, in one execution */
	PLAIN_WRITES_MAX = 32,
	BY_ITSELF_MAX = 16, /* places where the last try failed by itself */
};

/* A site that has not been looked up yet. */
#define CALL_SITE_UNKNOWN UINT32_MAX

/* One call on the shadow stack (call_stack.h). */
struct frame {
	const void *pc;     /* return address in the caller */
	uintptr_t frame;    /* where the stack was */
	uint32_t site;      /* where the call is; of the first frame 0 */
};

/* A thread of the program, beside what engines see (struct thread). */
struct runner {
	struct fiber fiber;
	void *(*start)(void *);
	void *argument;
	void *result;
	unsigned children; /* that it has created */
	bool detached;
	bool joined;
	bool exited; /* has called exit(), or returned from main */
	uint32_t create_site;
	uintptr_t heap_next; /* the bump pointer */
	unsigned depth;      /* of frames; may exceed FRAMES_MAX */
	uint32_t innermost;  /* site of the innermost frame; not known after each call or return */
	unsigned locks_held;
	uintptr_t lock_held; /* the last one taken, for reports */
	uint32_t lock_site;
	void *cleanups; /* list of libc's buffers of pthread_cleanup_push, innermost first */
	const void *in_atomic; /* where an atomic access has begun that has not come back; NULL */
	bool timed_wait; /* in a wait on a condition that ends by itself some time */
	bool assumes;   /* an assumption that does not hold, likewise */
	unsigned spin_count;
	unsigned spin_from; /* where the state that recurs was first; SPIN_MAX: none does */
	struct {
		uintptr_t address;
		unsigned size;
		struct value value;
	} spin_read[SPIN_MAX]; /* what was read in each state that is remembered */
	uint64_t spin_states[SPIN_MAX];
	uintptr_t spin_lowest; /* where the deepest state lay that was ever looked at; 0: none */
	uint32_t by_itself[BY_ITSELF_MAX]; /* by_itself.h */
	unsigned by_itself_count;
	const void *keys[KEYS_MAX];
	unsigned keys_used; /* one past the highest key set */
	uint32_t random;    /* state of rand() */
	uint64_t time_ns;   /* virtual, of this thread */
	struct {
		uintptr_t address;
		unsigned size;
		struct value before; /* what engines expect to find */
	} plain_writes[PLAIN_WRITES_MAX]; /* runtime_plain_write() */
	unsigned plain_write_count;
	struct frame frames[FRAMES_MAX];
};

extern struct runner runners[THREADS_MAX];
extern struct explorer_options explorer_options;
extern const struct engine *engine;

/* The program runs, and what it does is to be seen. False in constructors, in the runtime's own set-up, between
 * executions. */
extern bool running;
extern uint32_t generation; /* of the execution; never 0 */

/* Do OP, with the thread's clock, the race detector and the spin detector kept up to date. OP->pc is set. */
void runtime_perform(struct operation *op);

/* A plain write is about to change the atomic location ADDRESS, ordered with all other accesses of it: the engine is told as
 * of a relaxed write before the thread's next operation. */
void runtime_plain_write(uintptr_t address, unsigned size);

/* Make the thread that is CREATED's number CHILDREN of the current one, not yet run: its id. */
unsigned runtime_thread_new(void *(*start)(void *), void *argument, const void *pc);

/* Numbers of threads, over a whole search: whose child ID is; false: it was not given. Give the next id to child NUMBER of
 * PARENT; false: not possible. Forget all. Keep them in SHARED, memory of several processes, from now on: a number given by
 * one of them is the thread's in all. */
bool runtime_child_of(unsigned id, unsigned *ret_parent, unsigned *ret_number);
bool runtime_child_add(uint64_t parent, unsigned number);
void runtime_children_forget(void);
void runtime_children_share(_Atomic uint16_t shared[THREADS_MAX]);

/* End the current thread: cleanup handlers are done by the caller; keys' destructors, checks and EXIT are done here. */
_Noreturn void runtime_thread_exit(void *result);

/* End the process in the current thread: nothing of the thread's own end is done. */
_Noreturn void runtime_process_exit(void);

/* What explorer.c asks. */
const char *runtime_init(void);
enum outcome runtime_execute(void *(*start)(void *), void *argument);

/* The findings of the last execution, if it ended with one (runtime.c fills it). */
struct runtime_end {
	struct finding_report report;
	const char *kind; /* word; the engines have kinds of their own */
	unsigned thread;
	const char *unsupported;
	uint32_t unsupported_site;
	char message[FINDING_MESSAGE_BYTES];
};
extern struct runtime_end runtime_end_state;

#define CALLER __builtin_return_address(0)

#endif
