/* SPDX-License-Identifier: MIT */
/* Semaphores, barriers, conditions, once. */
#include "explore/by_itself.h"
#include "explore/call_stack.h"
#include "explore/primitive.h"
#include "explore/runtime_internal.h"

#include <errno.h>

int semaphore_wait(const void *semaphore, bool try, const void *pc)
{
	uintptr_t address = object_use(semaphore, OBJECT_SEMAPHORE, pc)->address;

	if (!try)
		(void)object_update(address, UPDATE_DECREMENT, 0, ORDER_ACQUIRE, PRIMITIVE_SEM_WAIT, pc);
	else if (object_update(address, UPDATE_TRY_DECREMENT, 0, ORDER_ACQUIRE, PRIMITIVE_SEM_TRYWAIT, pc) == 0)
		return EAGAIN;
	return 0;
}

int semaphore_post(const void *semaphore, const void *pc)
{
	uintptr_t address = object_use(semaphore, OBJECT_SEMAPHORE, pc)->address;

	(void)object_update(address, UPDATE_ADD, 1, ORDER_RELEASE, PRIMITIVE_SEM_POST, pc);
	return 0;
}

unsigned semaphore_value(const void *semaphore, const void *pc)
{
	uintptr_t address = object_use(semaphore, OBJECT_SEMAPHORE, pc)->address;

	return (unsigned)object_read(address, ORDER_RELAXED, PRIMITIVE_SEM_GETVALUE, pc);
}

bool barrier_wait(const void *barrier, const void *pc)
{
	struct object *object = object_use(barrier, OBJECT_BARRIER, pc);
	struct operation op = {.kind = OPERATION_UPDATE, .update = UPDATE_ARRIVE, .order = ORDER_ACQ_REL, .size = 8,
			       .virtual = true, .primitive = PRIMITIVE_BARRIER_WAIT, .address = object->address,
			       .expected = {object->threads, 0}, .pc = pc};

	if (object->threads == 0)
		primitive_finding(FINDING_BAD_PRIMITIVE, object->address, 0, -1, pc,
				  "waits in a barrier that was not initialised");
	runtime_perform(&op);
	if ((uint32_t)op.result.low + 1 >= object->threads)
		return true;
	(void)object_update(object->address, UPDATE_PASS, op.result.low >> 32, ORDER_ACQUIRE,
			    PRIMITIVE_BARRIER_WAIT, pc);
	return false;
}

static uint64_t waiting_bit(void)
{
	return UINT64_C(1) << current;
}

/* The wait is over without a signal. If one was meant for this thread meanwhile, it is consumed: the wait has succeeded. */
static bool leave_unwoken(uintptr_t address, enum primitive primitive, const void *pc)
{
	uint64_t mine = waiting_bit() | waiting_bit() << 32;
	uint64_t before = object_update(address, UPDATE_AND, ~mine, ORDER_ACQ_REL, primitive, pc);

	return (before & waiting_bit() << 32) == 0;
}

/* 0 when it was woken, spuriously or not. */
static int sleep_in(uintptr_t address, bool timed, const void *pc)
{
	if (timed && object_choice(2, PRIMITIVE_COND_TIMEDOUT, pc) == 1)
		return leave_unwoken(address, PRIMITIVE_COND_TIMEDOUT, pc) ? ETIMEDOUT : 0;
	if (explorer_options.spurious_wakeups && by_itself(PRIMITIVE_COND_SPURIOUS, pc)) {
		(void)leave_unwoken(address, PRIMITIVE_COND_SPURIOUS, pc); /* woken either way */
		return 0;
	}
	runners[current].timed_wait = timed;
	(void)object_update(address, UPDATE_WOKEN, current, ORDER_ACQUIRE, PRIMITIVE_COND_WAIT, pc);
	runners[current].timed_wait = false;
	return 0;
}

static void check_wait(const struct object *condition, const struct object *mutex, const void *pc)
{
	if (mutex->owner != (int)current)
		primitive_finding(FINDING_WAIT_UNLOCKED, condition->address, mutex->lock_site, mutex->owner, pc,
				  "waits on a condition without holding its mutex");
	if (condition->waiting != 0 && condition->mutex != mutex->address)
		primitive_finding(FINDING_WAIT_UNLOCKED, condition->address, 0, -1, pc,
				  "waits on a condition with another mutex than threads that wait there already");
	if (mutex->depth > 1)
		unsupported("waiting on a condition with a recursive mutex that is locked more than once",
			    call_stack_site(pc));
}

int condition_wait(const void *condition, const void *mutex, enum mutex_type type, bool timed, const void *pc)
{
	struct object *lock = object_use(mutex, OBJECT_MUTEX, pc);
	struct object *object = object_use(condition, OBJECT_CONDITION, pc);
	uintptr_t address = object->address;
	int result;

	check_wait(object, lock, pc);
	object->waiting |= UINT32_C(1) << current;
	object->mutex = lock->address;
	(void)object_update(address, UPDATE_OR, waiting_bit(), ORDER_RELAXED, PRIMITIVE_COND_WAIT, pc);
	(void)mutex_unlock(mutex, type, pc);
	result = sleep_in(address, timed, pc);
	object->waiting &= ~(UINT32_C(1) << current);
	(void)mutex_lock(mutex, type, PRIMITIVE_MUTEX_LOCK, pc);
	return result;
}

int condition_wake(const void *condition, bool all, const void *pc)
{
	struct object *object = object_use(condition, OBJECT_CONDITION, pc);
	uint64_t before = object_update(object->address, all ? UPDATE_BROADCAST : UPDATE_SIGNAL, 0, ORDER_RELEASE,
					all ? PRIMITIVE_COND_BROADCAST : PRIMITIVE_COND_SIGNAL, pc);

	if ((uint32_t)before == 0)
		object->signalled_idle = true;
	return 0;
}

enum { ONCE_IDLE, ONCE_RUNNING, ONCE_DONE };

bool once_begin(const void *once, const void *pc)
{
	uintptr_t address = object_use(once, OBJECT_ONCE, pc)->address;
	struct operation op = {.kind = OPERATION_UPDATE, .update = UPDATE_COMPARE, .order = ORDER_ACQUIRE,
			       .failure_order = ORDER_ACQUIRE, .size = 8, .virtual = true,
			       .primitive = PRIMITIVE_ONCE, .address = address, .operand = {ONCE_RUNNING, 0},
			       .expected = {ONCE_IDLE, 0}, .pc = pc};

	runtime_perform(&op);
	if (op.result.low == ONCE_IDLE)
		return true;
	if (op.result.low == ONCE_RUNNING)
		(void)object_update(address, UPDATE_AWAIT_EQUAL, ONCE_DONE, ORDER_ACQUIRE, PRIMITIVE_ONCE, pc);
	return false;
}

void once_done(const void *once, const void *pc)
{
	object_write((uintptr_t)once, ONCE_DONE, ORDER_RELEASE, PRIMITIVE_ONCE, pc);
}
