/* SPDX-License-Identifier: MIT */
/* Runs small programs under an engine of the explorer without compiling them with instrumentation: threads are
 * ucontext fibers and every operation is a call. For tests of engines apart from the runtime.
 *
 *	static void writer(int i) { put(&cells[i], 1, ORDER_RELAXED); }
 *	static void program(void) { unsigned a = spawn(writer, 0); wait_for(a); }
 *	run_program(&engine_dpor, &options, program, NULL, &counts); */
#ifndef AGX_TESTS_PROGRAM_RUNNER_H
#define AGX_TESTS_PROGRAM_RUNNER_H

#include "explore/runtime.h"

enum { CELLS_MAX = 64 };

/* Memory of the program; zeroed before each execution. */
extern uint64_t cells[CELLS_MAX];
/* Observations of the program; zeroed before each execution, never a location. */
extern uint64_t seen[CELLS_MAX];

struct program_counts {
	uint64_t outcomes[OUTCOME_COUNT];
	uint64_t runs;
	const char *refused; /* engine->start()'s reason */
};

/* AFTER, if any, is called after each execution that the engine did not call redundant. */
void run_program(const struct engine *engine, const struct engine_options *options, void (*program)(void),
		 void (*after)(enum outcome outcome), struct program_counts *ret_counts);

unsigned spawn(void (*body)(int), int argument);
void wait_for(unsigned thread);
uint64_t get(uint64_t *cell, enum order order);
void put(uint64_t *cell, uint64_t value, enum order order);
uint64_t update(uint64_t *cell, enum update update, uint64_t operand, enum order order);
/* Returns the value found. */
uint64_t compare_exchange_value(uint64_t *cell, uint64_t expected, uint64_t desired, enum order order,
				enum order failure);
bool compare_exchange(uint64_t *cell, uint64_t expected, uint64_t desired, enum order order, enum order failure);
void fence(enum order order);
unsigned choose(unsigned alternatives);
_Noreturn void give_up(void);

/* Primitives as the runtime lowers them; an object is any address. */
void lock(void *mutex);
bool try_lock(void *mutex);
void unlock(void *mutex);
void semaphore_set(void *semaphore, unsigned count);
void semaphore_wait(void *semaphore);
void semaphore_post(void *semaphore);
void read_lock(void *lock);
void read_unlock(void *lock);
void write_lock(void *lock);
void write_unlock(void *lock);
void condition_wait(void *condition, void *mutex);
void condition_signal(void *condition);
void condition_broadcast(void *condition);
void barrier_wait(void *barrier, unsigned threads);

#endif
