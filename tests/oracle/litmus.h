/* SPDX-License-Identifier: MIT */
/* Small abstract programs: what the brute-force oracle enumerates, and what an interpreter (litmus_run.c) executes as
 * real C11 and pthread calls under the explorer. Thread 0 is main(): it creates the others and joins them.
 *
 *	struct litmus sb = {.thread_count = 3, .location_count = 2};    // main creates 1 and 2 by itself when its
 *	litmus_add(&sb, 1, (struct instruction) {.kind = DO_STORE, ...}); // list is empty
 *
 * Values are small numbers; locations and registers begin as 0. A register is written at most once per thread. */
#ifndef AGX_TESTS_ORACLE_LITMUS_H
#define AGX_TESTS_ORACLE_LITMUS_H

#include "explore/operation.h"

#include <stddef.h>
#include <stdio.h>

enum {
	LITMUS_THREADS_MAX = 5,
	LITMUS_INSTRUCTIONS_MAX = 18,
	LITMUS_LOCATIONS_MAX = 3,
	LITMUS_REGISTERS_MAX = 8,
	LITMUS_OBJECTS_MAX = 3, /* mutexes, semaphores ... of each kind */
	NO_REGISTER = -1,
};

/* The C text is what the interpreter does: R a register, X a location, V the operand, E the expected value, m, c, s ... the
 * object number X of its kind. */
#define DO_MAP(X) \
	X(DO_LOAD)        /* R = load X */ \
	X(DO_STORE)       /* store X, V */ \
	X(DO_EXCHANGE)    /* R = exchange X, V */ \
	X(DO_ADD)         /* R = fetch_add X, V */ \
	X(DO_COMPARE)     /* compare_exchange_strong X, E, V; R = what X held */ \
	X(DO_FENCE)       /* thread_fence */ \
	X(DO_UNLESS_SKIP) /* skip the next V instructions unless register R holds E */ \
	X(DO_CREATE)      /* start thread X (main only) */ \
	X(DO_JOIN)        /* wait for its end (main only) */ \
	/* Primitives: the interpreter only. Those that need another instruction behind them: */ \
	X(DO_LOCK)        /* pthread_mutex_lock m */ \
	X(DO_READ_LOCK)   /* pthread_rwlock_rdlock */ \
	X(DO_WRITE_LOCK) \
	X(DO_SPIN_LOCK) \
	X(DO_UNLOCK) \
	X(DO_RW_UNLOCK) \
	X(DO_SPIN_UNLOCK) \
	/* Attempts, DO_TRY_LOCK to DO_SEM_TIMED_WAIT: R = failed; skip the next V instructions if it did */ \
	X(DO_TRY_LOCK) \
	X(DO_TIMED_LOCK) \
	X(DO_TRY_READ_LOCK) \
	X(DO_TRY_WRITE_LOCK) \
	X(DO_TIMED_READ_LOCK) \
	X(DO_TIMED_WRITE_LOCK) \
	X(DO_SPIN_TRY_LOCK) \
	X(DO_SEM_TRY_WAIT) \
	X(DO_SEM_TIMED_WAIT) \
	/* Others */ \
	X(DO_BARRIER)     /* R = was the serial thread */ \
	X(DO_COND_WAIT)   /* wait on condition X with mutex V held */ \
	X(DO_COND_WAIT_UNTIL) /* while (location E == 0) wait on condition X with mutex V held */ \
	X(DO_COND_TIMED_WAIT) /* R = timed out; the same once */ \
	X(DO_SIGNAL) \
	X(DO_BROADCAST) \
	X(DO_SEM_WAIT) \
	X(DO_SEM_POST) \
	X(DO_ONCE)        /* pthread_once: the first adds 1 to location 1 */ \
	/* Loops: after V rounds the thread goes no further; V = 0: endless. */ \
	X(DO_LOOP_UNTIL)  /* do R = load X while (R != E) */ \
	X(DO_LOOP_TAKE)   /* do R = compare_exchange X, 0, 1 (E = 1: exchange X, 1) while (R != 0) */

enum litmus_do {
#define DO_ENUM(name) name,
	DO_MAP(DO_ENUM)
#undef DO_ENUM
	DO_COUNT
};

struct instruction {
	uint8_t kind;          /* enum litmus_do */
	uint8_t order;         /* enum order */
	uint8_t failure_order; /* of DO_COMPARE */
	uint8_t place;         /* X */
	int8_t result;         /* R: register read into or tested; NO_REGISTER */
	int8_t source;         /* register that is added to OPERAND; NO_REGISTER */
	uint8_t operand;       /* V without the register */
	uint8_t expected;      /* E */
};

struct litmus {
	unsigned thread_count; /* with main */
	unsigned location_count;
	struct {
		unsigned count;
		struct instruction list[LITMUS_INSTRUCTIONS_MAX];
	} thread[LITMUS_THREADS_MAX];
	bool has_objects; /* semaphores, spinlocks and barriers are initialised by main */
	uint8_t semaphore_start[LITMUS_OBJECTS_MAX];
	uint8_t barrier_threads[LITMUS_OBJECTS_MAX]; /* 0: the barrier is not used */
};

/* How an execution ended: registers of all threads, then what the locations hold. */
struct final_state {
	uint8_t reg[LITMUS_THREADS_MAX][LITMUS_REGISTERS_MAX];
	uint8_t memory[LITMUS_LOCATIONS_MAX];
};

/* Append an instruction. Asserts that there is room. */
void litmus_add(struct litmus *program, unsigned thread, struct instruction instruction);

/* Give main() its CREATEs and JOINs of all threads if its list is empty. */
void litmus_complete_main(struct litmus *program);

/* Write PROGRAM as text, a line per instruction. */
void litmus_print(const struct litmus *program, FILE *out);

static inline bool instruction_is_attempt(const struct instruction *instruction)
{
	return instruction->kind >= DO_TRY_LOCK && instruction->kind <= DO_SEM_TIMED_WAIT;
}

/* Does an instruction read, may it write, a location? */
bool instruction_reads(const struct instruction *instruction);
bool instruction_may_write(const struct instruction *instruction);

/* What a read-modify-write leaves when it read VALUE; *RET_WRITES tells whether it writes at all. */
unsigned instruction_apply(const struct instruction *instruction, unsigned value,
			   unsigned operand, bool *ret_writes);

#endif
