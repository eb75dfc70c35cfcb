// SPDX-License-Identifier: MIT
/* The walk over the instructions is not instrumented and belongs to the tests; what an instruction does is, and belongs to the program
 * under exploration. Registers live outside it. */
#include "oracle/litmus_run.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

/* The thread goes no further if CONDITION is 0. */
void agxrace_assume(int condition);

#define WALK __attribute__((no_sanitize_thread, noinline))
#define DEED __attribute__((noinline)) static

static _Atomic uint32_t memory[LITMUS_LOCATIONS_MAX];
static pthread_mutex_t mutexes[LITMUS_OBJECTS_MAX] = {
	PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static pthread_rwlock_t rwlocks[LITMUS_OBJECTS_MAX] = {
	PTHREAD_RWLOCK_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER};
static pthread_cond_t conditions[LITMUS_OBJECTS_MAX] = {
	PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER};
static sem_t semaphores[LITMUS_OBJECTS_MAX];
static pthread_barrier_t barriers[LITMUS_OBJECTS_MAX];
static pthread_spinlock_t spinlocks[LITMUS_OBJECTS_MAX];
static pthread_once_t onces[LITMUS_OBJECTS_MAX] = {PTHREAD_ONCE_INIT, PTHREAD_ONCE_INIT, PTHREAD_ONCE_INIT};
static const struct timespec at_once; /* time is virtual: a timed wait may end before or after what it waits for */

/* The compiler needs each order as a constant: passed as a variable it may be taken for seq_cst. */
DEED unsigned load(unsigned x, unsigned order)
{
	switch (order) {
	case ORDER_RELAXED:
		return atomic_load_explicit(&memory[x], memory_order_relaxed);
	case ORDER_ACQUIRE:
		return atomic_load_explicit(&memory[x], memory_order_acquire);
	default:
		return atomic_load_explicit(&memory[x], memory_order_seq_cst);
	}
}

DEED void store(unsigned x, unsigned order, unsigned value)
{
	switch (order) {
	case ORDER_RELAXED:
		atomic_store_explicit(&memory[x], value, memory_order_relaxed);
		break;
	case ORDER_RELEASE:
		atomic_store_explicit(&memory[x], value, memory_order_release);
		break;
	default:
		atomic_store_explicit(&memory[x], value, memory_order_seq_cst);
		break;
	}
}

#define BY_UPDATE_ORDER(expression) \
	switch (order) { \
	case ORDER_RELAXED: \
		return expression(memory_order_relaxed); \
	case ORDER_ACQUIRE: \
		return expression(memory_order_acquire); \
	case ORDER_RELEASE: \
		return expression(memory_order_release); \
	case ORDER_ACQ_REL: \
		return expression(memory_order_acq_rel); \
	default: \
		return expression(memory_order_seq_cst); \
	}

DEED unsigned exchange(unsigned x, unsigned order, unsigned value)
{
#define EXCHANGE(constant) atomic_exchange_explicit(&memory[x], value, constant)
	BY_UPDATE_ORDER(EXCHANGE)
#undef EXCHANGE
}

DEED unsigned fetch_add(unsigned x, unsigned order, unsigned value)
{
#define FETCH_ADD(constant) atomic_fetch_add_explicit(&memory[x], value, constant)
	BY_UPDATE_ORDER(FETCH_ADD)
#undef FETCH_ADD
}

#define COMPARE(success, failure) \
	atomic_compare_exchange_strong_explicit(&memory[x], &seen, value, success, failure)

/* A failure order is not stronger than that of success (C17, 7.17.7.4). The results are what was there. */
DEED unsigned compare_else_relaxed(unsigned x, unsigned order, unsigned expected, unsigned value)
{
	uint32_t seen = expected;

	switch (order) {
	case ORDER_RELAXED:
		COMPARE(memory_order_relaxed, memory_order_relaxed);
		break;
	case ORDER_ACQUIRE:
		COMPARE(memory_order_acquire, memory_order_relaxed);
		break;
	case ORDER_RELEASE:
		COMPARE(memory_order_release, memory_order_relaxed);
		break;
	case ORDER_ACQ_REL:
		COMPARE(memory_order_acq_rel, memory_order_relaxed);
		break;
	default:
		COMPARE(memory_order_seq_cst, memory_order_relaxed);
		break;
	}
	return seen;
}

DEED unsigned compare_else_acquire(unsigned x, unsigned order, unsigned expected, unsigned value)
{
	uint32_t seen = expected;

	switch (order) {
	case ORDER_ACQUIRE:
		COMPARE(memory_order_acquire, memory_order_acquire);
		break;
	case ORDER_ACQ_REL:
		COMPARE(memory_order_acq_rel, memory_order_acquire);
		break;
	default:
		COMPARE(memory_order_seq_cst, memory_order_acquire);
		break;
	}
	return seen;
}

DEED unsigned compare_else_seq_cst(unsigned x, unsigned expected, unsigned value)
{
	uint32_t seen = expected;

	COMPARE(memory_order_seq_cst, memory_order_seq_cst);
	return seen;
}

DEED void fence(unsigned order)
{
	switch (order) {
	case ORDER_ACQUIRE:
		atomic_thread_fence(memory_order_acquire);
		break;
	case ORDER_RELEASE:
		atomic_thread_fence(memory_order_release);
		break;
	case ORDER_ACQ_REL:
		atomic_thread_fence(memory_order_acq_rel);
		break;
	default:
		atomic_thread_fence(memory_order_seq_cst);
		break;
	}
}

DEED void wait_until(unsigned condition, unsigned mutex, unsigned location)
{
	while (atomic_load(&memory[location]) == 0)
		pthread_cond_wait(&conditions[condition], &mutexes[mutex]);
}

DEED void first_time(void)
{
	atomic_fetch_add(&memory[1], 1);
}

/* What a round has read is gone in the next: a loop that only repeats. */
DEED unsigned loop_until(unsigned x, unsigned order, unsigned expected, unsigned rounds_max)
{
	unsigned rounds = rounds_max;

	while (load(x, order) != expected) {
		if (rounds_max > 0 && --rounds == 0)
			agxrace_assume(0);
	}
	return expected;
}

DEED unsigned loop_take(unsigned x, unsigned by_exchange, unsigned rounds_max)
{
	unsigned rounds = rounds_max;

	while ((by_exchange ? exchange(x, ORDER_ACQUIRE, 1) : compare_else_relaxed(x, ORDER_ACQUIRE, 0, 1)) != 0) {
		if (rounds_max > 0 && --rounds == 0)
			agxrace_assume(0);
	}
	return 0;
}

/* One thread of the program. */
struct walk {
	const struct litmus_run *run;
	unsigned thread;
	pthread_t threads[LITMUS_THREADS_MAX];
};

static struct walk walks[LITMUS_THREADS_MAX];

static void *walk_thread(void *argument);

WALK static unsigned do_access(const struct instruction *i, unsigned value)
{
	switch (i->kind) {
	case DO_LOAD:
		return load(i->place, i->order);
	case DO_STORE:
		store(i->place, i->order, value);
		return 0;
	case DO_EXCHANGE:
		return exchange(i->place, i->order, value);
	case DO_ADD:
		return fetch_add(i->place, i->order, value);
	case DO_COMPARE:
		switch (i->failure_order) {
		case ORDER_RELAXED:
			return compare_else_relaxed(i->place, i->order, i->expected, value);
		case ORDER_ACQUIRE:
			return compare_else_acquire(i->place, i->order, i->expected, value);
		default:
			return compare_else_seq_cst(i->place, i->expected, value);
		}
	default:
		fence(i->order);
		return 0;
	}
}

WALK static unsigned do_lock(const struct instruction *i)
{
	switch (i->kind) {
	case DO_LOCK:
		return pthread_mutex_lock(&mutexes[i->place]) != 0;
	case DO_UNLOCK:
		return pthread_mutex_unlock(&mutexes[i->place]) != 0;
	case DO_READ_LOCK:
		return pthread_rwlock_rdlock(&rwlocks[i->place]) != 0;
	case DO_WRITE_LOCK:
		return pthread_rwlock_wrlock(&rwlocks[i->place]) != 0;
	case DO_RW_UNLOCK:
		return pthread_rwlock_unlock(&rwlocks[i->place]) != 0;
	case DO_SPIN_LOCK:
		return pthread_spin_lock(&spinlocks[i->place]) != 0;
	default:
		return pthread_spin_unlock(&spinlocks[i->place]) != 0;
	}
}

/* Returns whether it failed. */
WALK static unsigned do_attempt(const struct instruction *i)
{
	switch (i->kind) {
	case DO_TRY_LOCK:
		return pthread_mutex_trylock(&mutexes[i->place]) != 0;
	case DO_TIMED_LOCK:
		return pthread_mutex_timedlock(&mutexes[i->place], &at_once) != 0;
	case DO_TRY_READ_LOCK:
		return pthread_rwlock_tryrdlock(&rwlocks[i->place]) != 0;
	case DO_TRY_WRITE_LOCK:
		return pthread_rwlock_trywrlock(&rwlocks[i->place]) != 0;
	case DO_TIMED_READ_LOCK:
		return pthread_rwlock_timedrdlock(&rwlocks[i->place], &at_once) != 0;
	case DO_TIMED_WRITE_LOCK:
		return pthread_rwlock_timedwrlock(&rwlocks[i->place], &at_once) != 0;
	case DO_SPIN_TRY_LOCK:
		return pthread_spin_trylock(&spinlocks[i->place]) != 0;
	case DO_SEM_TRY_WAIT:
		return sem_trywait(&semaphores[i->place]) != 0;
	default:
		return sem_timedwait(&semaphores[i->place], &at_once) != 0;
	}
}

/* Returns whether a wait timed out, or a barrier's serial thread. */
WALK static unsigned do_primitive(const struct instruction *i)
{
	if (i->kind < DO_TRY_LOCK)
		return do_lock(i);
	if (instruction_is_attempt(i))
		return do_attempt(i);
	switch (i->kind) {
	case DO_COND_WAIT:
		return pthread_cond_wait(&conditions[i->place], &mutexes[i->operand]) != 0;
	case DO_COND_WAIT_UNTIL:
		wait_until(i->place, i->operand, i->expected);
		return 0;
	case DO_LOOP_UNTIL:
		return loop_until(i->place, i->order, i->expected, i->operand);
	case DO_LOOP_TAKE:
		return loop_take(i->place, i->expected, i->operand);
	case DO_COND_TIMED_WAIT:
		return pthread_cond_timedwait(&conditions[i->place], &mutexes[i->operand], &at_once) != 0;
	case DO_SIGNAL:
		return pthread_cond_signal(&conditions[i->place]) != 0;
	case DO_BROADCAST:
		return pthread_cond_broadcast(&conditions[i->place]) != 0;
	case DO_SEM_WAIT:
		return sem_wait(&semaphores[i->place]) != 0;
	case DO_SEM_POST:
		return sem_post(&semaphores[i->place]) != 0;
	case DO_ONCE:
		return pthread_once(&onces[i->place], first_time) != 0;
	default:
		return pthread_barrier_wait(&barriers[i->place]) == PTHREAD_BARRIER_SERIAL_THREAD;
	}
}

WALK static void create(struct walk *main_walk, unsigned thread)
{
	pthread_create(&main_walk->threads[thread], NULL, walk_thread,
		       (void *)(uintptr_t)thread);
}

WALK static void walk(struct walk *self)
{
	const struct litmus *program = self->run->program;
	uint8_t *reg = self->run->state->reg[self->thread];

	for (unsigned pc = 0; pc < program->thread[self->thread].count; pc++) {
		const struct instruction *i = &program->thread[self->thread].list[pc];
		unsigned value = i->operand;
		unsigned result = 0;

		if (i->source != NO_REGISTER)
			value += reg[i->source];
		if (i->kind <= DO_FENCE)
			result = do_access(i, value);
		else if (i->kind == DO_CREATE)
			create(self, i->place);
		else if (i->kind == DO_JOIN)
			pthread_join(self->threads[i->place], NULL);
		else if (i->kind == DO_UNLESS_SKIP)
			pc += reg[i->result] != i->expected ? i->operand : 0;
		else
			result = do_primitive(i);
		if (i->result != NO_REGISTER && i->kind != DO_UNLESS_SKIP)
			reg[i->result] = (uint8_t)result;
		if (instruction_is_attempt(i) && result != 0)
			pc += i->operand;
	}
}

WALK static void *walk_thread(void *argument)
{
	walk(&walks[(uintptr_t)argument]);
	return NULL;
}

WALK static void start_objects(const struct litmus *program)
{
	for (unsigned i = 0; i < LITMUS_OBJECTS_MAX; i++) {
		sem_init(&semaphores[i], 0, program->semaphore_start[i]);
		pthread_spin_init(&spinlocks[i], PTHREAD_PROCESS_PRIVATE);
		if (program->barrier_threads[i] > 0)
			pthread_barrier_init(&barriers[i], NULL, program->barrier_threads[i]);
	}
}

WALK int litmus_run(void *argument)
{
	const struct litmus_run *run = argument;

	memset(run->state, 0, sizeof *run->state);
	for (unsigned t = 0; t < LITMUS_THREADS_MAX; t++) {
		walks[t].run = run;
		walks[t].thread = t;
	}
	if (run->program->has_objects)
		start_objects(run->program);
	walk(&walks[0]);
	for (unsigned x = 0; x < run->program->location_count; x++)
		run->state->memory[x] = (uint8_t)load(x, ORDER_RELAXED);
	return 0;
}
