/* SPDX-License-Identifier: MIT */
/* libatomic's names: 16 bytes where the compiler has no hook for them, and objects of any size. Those of a size that the
 * hooks know and that are aligned are atomic accesses; others are unsupported. */
#include "explore/atomic_access.h"
#include "explore/call_stack.h"
#include "explore/runtime_internal.h"
#include "explore/shadow.h"

#include <string.h>

__extension__ typedef unsigned __int128 wide;

static struct value split(wide v)
{
	return (struct value) {(uint64_t)v, (uint64_t)(v >> 64)};
}

static wide joined(struct value v)
{
	return (wide)v.high << 64 | v.low;
}

static struct value access_wide(volatile void *address, enum operation_kind kind, enum update update, wide value,
				int order, const void *pc)
{
	struct operation op = {.kind = (uint8_t)kind, .update = (uint8_t)update, .order = (uint8_t)order,
			       .failure_order = (uint8_t)order, .size = 16, .address = (uintptr_t)address,
			       .operand = split(value), .pc = pc};

	return atomic_access(&op);
}

wide explored___atomic_load_16(const volatile void *address, int order);
wide explored___atomic_load_16(const volatile void *address, int order)
{
	return joined(access_wide((volatile void *)(uintptr_t)address, OPERATION_READ, UPDATE_EXCHANGE, 0, order,
				  CALLER));
}

void explored___atomic_store_16(volatile void *address, wide value, int order);
void explored___atomic_store_16(volatile void *address, wide value, int order)
{
	(void)access_wide(address, OPERATION_WRITE, UPDATE_EXCHANGE, value, order, CALLER);
}

#define UPDATE(name, how) \
	wide explored___atomic_##name##_16(volatile void *address, wide value, int order); \
	wide explored___atomic_##name##_16(volatile void *address, wide value, int order) \
	{ \
		return joined(access_wide(address, OPERATION_UPDATE, how, value, order, CALLER)); \
	}

UPDATE(exchange, UPDATE_EXCHANGE)
UPDATE(fetch_add, UPDATE_ADD)
UPDATE(fetch_sub, UPDATE_SUB)
UPDATE(fetch_and, UPDATE_AND)
UPDATE(fetch_or, UPDATE_OR)
UPDATE(fetch_xor, UPDATE_XOR)
UPDATE(fetch_nand, UPDATE_NAND)

static bool compare(uintptr_t address, unsigned size, void *expected, struct value desired, int order, int failure,
		    const void *pc)
{
	struct operation op = {.kind = OPERATION_UPDATE, .update = UPDATE_COMPARE, .order = (uint8_t)order,
			       .failure_order = (uint8_t)failure, .size = (uint8_t)size, .address = address,
			       .operand = desired, .expected = atomic_argument_read(expected, size, pc), .pc = pc};
	struct value read = atomic_access(&op);

	if (read.low == op.expected.low && read.high == op.expected.high)
		return true;
	atomic_argument_write(expected, size, read, pc);
	return false;
}

bool explored___atomic_compare_exchange_16(volatile void *address, void *expected, wide desired, int order, int failure);
bool explored___atomic_compare_exchange_16(volatile void *address, void *expected, wide desired, int order, int failure)
{
	return compare((uintptr_t)address, 16, expected, split(desired), order, failure, CALLER);
}

/* The general ones. */
static void check_size(size_t size, const void *address, const void *pc)
{
	bool known = size == 1 || size == 2 || size == 4 || size == 8 || size == 16;

	if (running && (!known || (uintptr_t)address % size != 0))
		unsupported("an atomic object of more than 16 bytes, or not aligned", call_stack_site(pc));
}

void explored___atomic_load(size_t size, void *address, void *ret, int order);
void explored___atomic_load(size_t size, void *address, void *ret, int order)
{
	struct operation op = {.kind = OPERATION_READ, .order = (uint8_t)order, .size = (uint8_t)size,
			       .address = (uintptr_t)address, .pc = CALLER};

	check_size(size, address, CALLER);
	atomic_argument_write(ret, (unsigned)size, atomic_access(&op), CALLER);
}

void explored___atomic_store(size_t size, void *address, void *value, int order);
void explored___atomic_store(size_t size, void *address, void *value, int order)
{
	struct operation op = {.kind = OPERATION_WRITE, .order = (uint8_t)order, .size = (uint8_t)size,
			       .address = (uintptr_t)address, .pc = CALLER};

	check_size(size, address, CALLER);
	op.operand = atomic_argument_read(value, (unsigned)size, CALLER);
	(void)atomic_access(&op);
}

void explored___atomic_exchange(size_t size, void *address, void *value, void *ret, int order);
void explored___atomic_exchange(size_t size, void *address, void *value, void *ret, int order)
{
	struct operation op = {.kind = OPERATION_UPDATE, .update = UPDATE_EXCHANGE, .order = (uint8_t)order,
			       .failure_order = (uint8_t)order, .size = (uint8_t)size,
			       .address = (uintptr_t)address, .pc = CALLER};

	check_size(size, address, CALLER);
	op.operand = atomic_argument_read(value, (unsigned)size, CALLER);
	atomic_argument_write(ret, (unsigned)size, atomic_access(&op), CALLER);
}

bool explored___atomic_compare_exchange(size_t size, void *address, void *expected, void *desired, int order,
					int failure);
bool explored___atomic_compare_exchange(size_t size, void *address, void *expected, void *desired, int order,
					int failure)
{
	check_size(size, address, CALLER);
	return compare((uintptr_t)address, (unsigned)size, expected, atomic_argument_read(desired, (unsigned)size, CALLER),
		       order, failure, CALLER);
}
