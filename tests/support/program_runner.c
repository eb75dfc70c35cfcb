// SPDX-License-Identifier: MIT
#include "support/program_runner.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

enum { STACK_BYTES = 64 << 10 };

struct fiber {
	ucontext_t context;
	char *stack;
	void (*body)(int);
	int argument;
	unsigned children;
	unsigned child_ids[THREADS_MAX]; /* of the whole search: the k-th child keeps its number */
	unsigned child_count;
};

uint64_t cells[CELLS_MAX];
uint64_t seen[CELLS_MAX];
struct thread threads[THREADS_MAX];
unsigned thread_count;

static struct fiber fibers[THREADS_MAX];
static unsigned ids_given;
unsigned current;
static ucontext_t outside;
static enum outcome ended_with;
static const struct engine *engine_at_work;

void runtime_switch(unsigned id)
{
	unsigned self = current;

	if (id == self)
		return;
	current = id;
	swapcontext(&fibers[self].context, &fibers[id].context);
}

void runtime_end(enum outcome outcome)
{
	ended_with = outcome;
	setcontext(&outside);
	abort();
}

void runtime_differs(const void *pc)
{
	(void)pc;
	runtime_end(OUTCOME_NONDETERMINISM);
}

void runtime_finding(const char *kind, uintptr_t address, const char *format, ...)
{
	(void)kind;
	(void)address;
	(void)format;
	runtime_end(OUTCOME_FINDING);
}

void runtime_unsupported(const char *what, const void *pc)
{
	(void)what;
	(void)pc;
	runtime_end(OUTCOME_UNSUPPORTED);
}

bool runtime_has_exited(unsigned id)
{
	(void)id;
	return false;
}

struct value memory_read(uintptr_t address, unsigned size)
{
	struct value value = {0};

	memcpy(&value, (const void *)address, size);
	return value;
}

void memory_write(uintptr_t address, unsigned size, struct value value)
{
	memcpy((void *)address, &value, size);
}

static void perform(struct operation *op)
{
	op->pc = __builtin_return_address(0);
	engine_at_work->perform(op);
}

static void enter(void)
{
	struct operation leave = {.kind = OPERATION_EXIT};

	fibers[current].body(fibers[current].argument);
	perform(&leave);
}

static void make_thread(unsigned id, unsigned parent, void (*body)(int), int argument)
{
	struct fiber *fiber = &fibers[id];

	if (!fiber->stack)
		fiber->stack = malloc(STACK_BYTES);
#ifdef __SANITIZE_ADDRESS__
	/* Frames of an execution that was left are never returned from. */
	__asan_unpoison_memory_region(fiber->stack, STACK_BYTES);
#endif
	fiber->body = body;
	fiber->argument = argument;
	fiber->children = 0;
	getcontext(&fiber->context);
	fiber->context.uc_stack.ss_sp = fiber->stack;
	fiber->context.uc_stack.ss_size = STACK_BYTES;
	fiber->context.uc_link = NULL;
	makecontext(&fiber->context, enter, 0);
	memset(&threads[id], 0, sizeof threads[id]);
	threads[id].id = id;
	threads[id].parent = parent;
	threads[id].exists = true;
	threads[id].clock[id] = 1;
	if (thread_count <= id)
		thread_count = id + 1;
}

static void (*main_body)(void);

static void run_main(int argument)
{
	(void)argument;
	main_body();
}

static enum outcome run_once(void)
{
	volatile bool began = false;

	for (unsigned t = 0; t < THREADS_MAX; t++)
		threads[t].exists = false;
	thread_count = 0;
	memset(cells, 0, sizeof cells);
	memset(seen, 0, sizeof seen);
	engine_at_work->begin();
	make_thread(0, 0, run_main, 0);
	current = 0;
	getcontext(&outside);
	if (!began) {
		began = true;
		setcontext(&fibers[0].context);
	}
	return ended_with;
}

void run_program(const struct engine *engine, const struct engine_options *options, void (*program)(void),
		 void (*after)(enum outcome outcome), struct program_counts *ret_counts)
{
	enum outcome outcome;

	memset(ret_counts, 0, sizeof *ret_counts);
	for (unsigned t = 0; t < THREADS_MAX; t++)
		fibers[t].child_count = 0;
	ids_given = 1;
	main_body = program;
	engine_at_work = engine;
	ret_counts->refused = engine->start(options);
	if (ret_counts->refused)
		return;
	do {
		outcome = run_once();
		ret_counts->runs++;
		ret_counts->outcomes[outcome]++;
		if (after && outcome != OUTCOME_REDUNDANT)
			after(outcome);
	} while (engine->next(outcome));
}

unsigned spawn(void (*body)(int), int argument)
{
	struct fiber *self = &fibers[current];
	struct operation op = {.kind = OPERATION_CREATE};

	if (self->children == self->child_count)
		self->child_ids[self->child_count++] = ids_given++;
	op.target = (uint8_t)self->child_ids[self->children++];
	make_thread(op.target, current, body, argument);
	perform(&op);
	return op.target;
}

void wait_for(unsigned thread)
{
	struct operation op = {.kind = OPERATION_JOIN, .target = (uint8_t)thread};

	perform(&op);
}

uint64_t get(uint64_t *cell, enum order order)
{
	struct operation op = {.kind = OPERATION_READ, .order = (uint8_t)order, .size = 8, .address = (uintptr_t)cell};

	perform(&op);
	return op.result.low;
}

void put(uint64_t *cell, uint64_t value, enum order order)
{
	struct operation op = {.kind = OPERATION_WRITE, .order = (uint8_t)order, .size = 8, .address = (uintptr_t)cell,
			       .operand = {value, 0}};

	perform(&op);
}

static struct value do_update(bool virtual, void *address, enum update update, uint64_t operand,
			      uint64_t expected, enum order order, enum order failure)
{
	struct operation op = {.kind = OPERATION_UPDATE, .update = (uint8_t)update, .order = (uint8_t)order,
			       .failure_order = (uint8_t)failure, .size = 8, .virtual = virtual,
			       .address = (uintptr_t)address, .operand = {operand, 0}, .expected = {expected, 0}};

	perform(&op);
	return op.result;
}

uint64_t update(uint64_t *cell, enum update update, uint64_t operand, enum order order)
{
	return do_update(false, cell, update, operand, 0, order, ORDER_RELAXED).low;
}

uint64_t compare_exchange_value(uint64_t *cell, uint64_t expected, uint64_t desired, enum order order,
				enum order failure)
{
	return do_update(false, cell, UPDATE_COMPARE, desired, expected, order, failure).low;
}

bool compare_exchange(uint64_t *cell, uint64_t expected, uint64_t desired, enum order order, enum order failure)
{
	return compare_exchange_value(cell, expected, desired, order, failure) == expected;
}

void fence(enum order order)
{
	struct operation op = {.kind = OPERATION_FENCE, .order = (uint8_t)order};

	perform(&op);
}

unsigned choose(unsigned alternatives)
{
	struct operation op = {.kind = OPERATION_CHOICE, .operand = {alternatives, 0}};

	perform(&op);
	return (unsigned)op.result.low;
}

void give_up(void)
{
	struct operation op = {.kind = OPERATION_BLOCK};

	perform(&op);
	abort();
}

static void virtual_write(void *object, uint64_t value)
{
	struct operation op = {.kind = OPERATION_WRITE, .order = ORDER_RELEASE, .size = 8, .virtual = true,
			       .address = (uintptr_t)object, .operand = {value, 0}};

	perform(&op);
}

static uint64_t virtual_update(void *object, enum update update, uint64_t operand)
{
	return do_update(true, object, update, operand, 0, ORDER_ACQ_REL, ORDER_ACQUIRE).low;
}

void lock(void *mutex)
{
	virtual_update(mutex, UPDATE_TAKE, 1);
}

bool try_lock(void *mutex)
{
	return virtual_update(mutex, UPDATE_TRY_TAKE, 1) == 0;
}

void unlock(void *mutex)
{
	virtual_write(mutex, 0);
}

void semaphore_set(void *semaphore, unsigned count)
{
	virtual_write(semaphore, count);
}

void semaphore_wait(void *semaphore)
{
	virtual_update(semaphore, UPDATE_DECREMENT, 0);
}

void semaphore_post(void *semaphore)
{
	virtual_update(semaphore, UPDATE_ADD, 1);
}

void read_lock(void *lock)
{
	virtual_update(lock, UPDATE_READ_TAKE, 0);
}

void read_unlock(void *lock)
{
	virtual_update(lock, UPDATE_SUB, 1);
}

void write_lock(void *lock)
{
	virtual_update(lock, UPDATE_TAKE, WRITER_HELD);
}

void write_unlock(void *lock)
{
	virtual_write(lock, 0);
}

void condition_wait(void *condition, void *mutex)
{
	virtual_update(condition, UPDATE_OR, UINT64_C(1) << current);
	unlock(mutex);
	virtual_update(condition, UPDATE_WOKEN, current);
	lock(mutex);
}

void condition_signal(void *condition)
{
	virtual_update(condition, UPDATE_SIGNAL, 0);
}

void condition_broadcast(void *condition)
{
	virtual_update(condition, UPDATE_BROADCAST, 0);
}

void barrier_wait(void *barrier, unsigned count)
{
	uint64_t before = do_update(true, barrier, UPDATE_ARRIVE, 0, count, ORDER_ACQ_REL, ORDER_ACQUIRE).low;

	virtual_update(barrier, UPDATE_PASS, before >> 32);
}
