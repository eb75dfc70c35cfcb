/* SPDX-License-Identifier: MIT */
/* Random small programs. A program is a function of (seed, index). */
#ifndef AGX_TESTS_ORACLE_LITMUS_GENERATE_H
#define AGX_TESTS_ORACLE_LITMUS_GENERATE_H

#include "oracle/litmus.h"

/* Two to four threads of two to five atomic accesses and fences of all orders on one to three locations: loads, stores, exchanges,
 * additions, comparisons with failure orders, values that depend on values read, accesses made only if a certain value was
 * read; now and then main takes part between creating and joining. */
void litmus_generate_atomics(struct litmus *ret_program, uint64_t seed, uint64_t index);

/* Two to four threads that use mutexes, spinlocks, read-write locks, condition variables, semaphores, barriers and once around atomic
 * accesses, with attempts and timed waits. Each lock is released by its owner; waiting forever is common: orders of locks are random, and so are signals. */
void litmus_generate_primitives(struct litmus *ret_program, uint64_t seed, uint64_t index);

/* Three or four threads of which several wait for one object at once: a condition variable, a semaphore, a mutex, a read-write lock, or some
 * of them; with accesses of another location before, between and after. */
void litmus_generate_waits(struct litmus *ret_program, uint64_t seed, uint64_t index);

/* Two or three threads that wait in endless loops of their own, for a value or a lock, among atomic accesses. */
void litmus_generate_loops(struct litmus *ret_program, uint64_t seed, uint64_t index);

#endif
