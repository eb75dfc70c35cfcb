/* SPDX-License-Identifier: MIT */
#include "explore/atomic_access.h"

#include "explore/by_itself.h"
#include "explore/call_stack.h"
#include "explore/crash.h"
#include "explore/memory_map.h"
#include "explore/primitive.h"
#include "explore/runtime_internal.h"
#include "explore/shadow.h"
#include "explore/spin.h"
#include "explore/volatile_access.h"

/* In static constructors, where there is one thread. */
static struct value access_memory(const struct operation *op)
{
	struct value value = {0, 0};

	if (op->kind != OPERATION_WRITE)
		value = memory_read(op->address, op->size);
	if (op->kind == OPERATION_WRITE)
		memory_write(op->address, op->size, op->operand);
	else if (op->kind == OPERATION_UPDATE && update_writes(op, value))
		memory_write(op->address, op->size, update_apply(op, value, 0));
	return value;
}

/* A fault belongs to the program's access, not to the engine that would make it. */
static void touch(const struct operation *op)
{
	if ((op->address & (op->size - 1u)) != 0)
		unsupported("an atomic access that is not aligned", call_stack_site(op->pc));
	if (shadow_cell(op->address) != NULL)
		return;
	crash_blame(op->pc, op->kind != OPERATION_READ);
	if (op->kind == OPERATION_READ)
		(void)*(volatile const char *)op->address;
	else
		*(volatile char *)op->address = *(volatile const char *)op->address;
	crash_blame(NULL, false);
}

static bool wrote(const struct operation *op)
{
	return op->kind == OPERATION_WRITE || (op->kind == OPERATION_UPDATE && update_writes(op, op->result));
}

/* Of an update that may repeat and wrote: does memory hold something else than before? One that writes what it read can be taken
 * out (spin.h). */
static bool changed(const struct operation *op)
{
	return !value_equal(update_apply(op, op->result, 0), op->result);
}

/* Has an update that wrote read what a new block is full of? Memory no longer tells. */
static bool overwrote_fill(const struct operation *op)
{
	uint64_t fill = HEAP_FILL * (UINT64_MAX / 0xff);
	uint64_t bytes = op->size < 8 ? (UINT64_C(1) << op->size * 8) - 1 : UINT64_MAX;

	return op->kind == OPERATION_UPDATE && op->result.low == (fill & bytes) &&
	       (op->size < 16 || op->result.high == fill);
}

/* Those that a loop waits with. A store of the value that is there already is none: others may be between it and the store
 * whose value it repeats. */
static bool may_repeat(const struct operation *op)
{
	if (op->kind != OPERATION_UPDATE)
		return op->kind == OPERATION_READ;
	switch ((enum update)op->update) {
	case UPDATE_COMPARE:
	case UPDATE_EXCHANGE:
	case UPDATE_OR:
	case UPDATE_AND:
		return true;
	case UPDATE_ADD:
	case UPDATE_SUB:
	case UPDATE_XOR:
		return op->operand.low == 0 && op->operand.high == 0;
	default:
		return false;
	}
}

/* Its frame lies below that of its caller, which has saved the program's callee-saved registers: the spin detector sees them. */
static __attribute__((noinline)) struct value access_below_registers(struct operation *op)
{
	bool may_write = op->kind != OPERATION_READ;
	uint64_t entry = shadow_stamp;
	bool written;

	if (!running)
		return access_memory(op);
	SPIN_GAP;
	if (op->primitive == PRIMITIVE_NONE)
		op->primitive = PRIMITIVE_ATOMIC;
	touch(op);
	shadow_atomic_before(op->address, op->size, may_write, op->pc);
	if (!explorer_options.no_spin_loops && may_repeat(op))
		op->repeats = spin_repeats(op->pc, __builtin_frame_address(0));
	runners[current].in_atomic = op->pc;
	runtime_perform(op);
	runners[current].in_atomic = NULL;
	written = wrote(op);
	if (!may_repeat(op) || (written && changed(op)))
		spin_side_effect();
	else if (!explorer_options.no_spin_loops)
		spin_remember(op->address, op->size, op->result);
	if (written && overwrote_fill(op))
		shadow_updated_fill(op->address, op->size, op->pc);
	shadow_atomic_after(op->address, op->size, op->kind != OPERATION_WRITE, written, entry, op->pc);
	return op->result;
}

/* All callee-saved registers are in this frame or in that of the hook, its caller. */
__attribute__((noinline)) struct value atomic_access(struct operation *op)
{
	struct value value;

	__builtin_unwind_init();
	value = access_below_registers(op);
	KEEP_FRAME;
	return value;
}

void atomic_fence(enum order order, const void *pc)
{
	struct operation op = {.kind = OPERATION_FENCE, .order = (uint8_t)order, .pc = pc,
			       .primitive = PRIMITIVE_FENCE};

	if (running && order != ORDER_RELAXED)
		runtime_perform(&op);
}

/* Locals of the thread stay plain: nobody else sees them, or the race detector says so. */
static bool is_local(uintptr_t address)
{
	return in_stacks(address) && stack_owner(address) == current;
}

bool atomic_weak_fails(const void *pc)
{
	return running && explorer_options.weak_cas_fails && by_itself(PRIMITIVE_WEAK_FAILURE, pc);
}

void atomic_cannot_tell_weak(const void *pc)
{
	if (running && explorer_options.weak_cas_fails)
		unsupported("whether clang's compare-exchange is a weak one, for --weak-cas-fails: gcc says so", call_stack_site(pc));
}

struct value atomic_argument_read(const void *argument, unsigned size, const void *pc)
{
	if (running && !is_local((uintptr_t)argument))
		shadow_read_range((uintptr_t)argument, size, pc);
	return memory_read((uintptr_t)argument, size);
}

void atomic_argument_write(void *argument, unsigned size, struct value value, const void *pc)
{
	if (running && !is_local((uintptr_t)argument)) {
		spin_side_effect();
		shadow_write_range((uintptr_t)argument, size, pc);
	}
	memory_write((uintptr_t)argument, size, value);
}

/* As access_below_registers(). */
static __attribute__((noinline)) bool plain_access(uintptr_t address, unsigned size, const void *pc, enum operation_kind kind)
{
	struct operation op = {.kind = (uint8_t)kind, .order = ORDER_RELAXED, .size = (uint8_t)size, .plain = true,
			       .address = address, .pc = pc, .primitive = PRIMITIVE_VOLATILE};
	uint64_t entry = shadow_stamp;

	if (!running || address % size != 0)
		return false;
	SPIN_GAP;
	touch(&op);
	shadow_atomic_before(address, size, kind == OPERATION_WRITE, pc);
	if (kind == OPERATION_WRITE)
		spin_side_effect();
	else if (!explorer_options.no_spin_loops)
		op.repeats = spin_repeats(pc, __builtin_frame_address(0));
	runners[current].in_atomic = pc;
	runtime_perform(&op);
	runners[current].in_atomic = NULL;
	if (kind == OPERATION_READ && !explorer_options.no_spin_loops)
		spin_remember(address, size, op.result);
	shadow_atomic_after(address, size, kind == OPERATION_READ, kind == OPERATION_WRITE, entry, pc);
	return true;
}

__attribute__((noinline)) bool promoted_access(uintptr_t address, unsigned size, const void *pc, bool write)
{
	bool made;

	__builtin_unwind_init();
	made = plain_access(address, size, pc, write ? OPERATION_WRITE : OPERATION_READ);
	KEEP_FRAME;
	return made;
}

__attribute__((noinline)) bool volatile_read(uintptr_t address, unsigned size, const void *pc)
{
	bool made;

	__builtin_unwind_init();
	made = !is_local(address) && plain_access(address, size, pc, OPERATION_READ);
	KEEP_FRAME;
	return made;
}

bool volatile_write(uintptr_t address, unsigned size, const void *pc)
{
	return !is_local(address) && plain_access(address, size, pc, OPERATION_WRITE);
}
