/* SPDX-License-Identifier: MIT */
/* What gcc and clang call in place of each atomic access. gcc passes compare_exchange a pointer to the expected value,
 * clang (compare_exchange_val) the value. */
#include "explore/atomic_access.h"
#include "explore/runtime_internal.h"

__extension__ typedef __int128 signed_16;
typedef int8_t signed_1;
typedef int16_t signed_2;
typedef int32_t signed_4;
typedef int64_t signed_8;

/* Values of the sizes below 16 are handed on without their sign. */
#define UNSIGNED_1(x) ((uint64_t)(uint8_t)(x))
#define UNSIGNED_2(x) ((uint64_t)(uint16_t)(x))
#define UNSIGNED_4(x) ((uint64_t)(uint32_t)(x))
#define UNSIGNED_8(x) ((uint64_t)(x))

#define VALUE_1(x) ((struct value) {UNSIGNED_1(x), 0})
#define VALUE_2(x) ((struct value) {UNSIGNED_2(x), 0})
#define VALUE_4(x) ((struct value) {UNSIGNED_4(x), 0})
#define VALUE_8(x) ((struct value) {UNSIGNED_8(x), 0})
__extension__ typedef unsigned __int128 unsigned_16;
#define VALUE_16(x) ((struct value) {(uint64_t)(x), (uint64_t)((unsigned_16)(x) >> 64)})

#define NATIVE_1(v) ((signed_1)(v).low)
#define NATIVE_2(v) ((signed_2)(v).low)
#define NATIVE_4(v) ((signed_4)(v).low)
#define NATIVE_8(v) ((signed_8)(v).low)
#define NATIVE_16(v) ((signed_16)((unsigned_16)(v).high << 64 | (v).low))

#define ACCESS(kind_, size_, order_) \
	.kind = (kind_), .order = (uint8_t)(order_), .size = (size_), .address = (uintptr_t)address, .pc = CALLER

#define UPDATE_HOOK(bits, bytes, name, how) \
	signed_##bytes __tsan_atomic##bits##_##name(signed_##bytes *address, signed_##bytes value, int order); \
	signed_##bytes __tsan_atomic##bits##_##name(signed_##bytes *address, signed_##bytes value, int order) \
	{ \
		struct operation op = {ACCESS(OPERATION_UPDATE, bytes, order), .update = (how), \
				       .failure_order = (uint8_t)order, .operand = VALUE_##bytes(value)}; \
		struct value read = atomic_access(&op); \
\
		return NATIVE_##bytes(read); \
	}

#define COMPARE_HOOK(bits, bytes, strength, weak) \
	int __tsan_atomic##bits##_compare_exchange_##strength(signed_##bytes *address, signed_##bytes *expected, \
							      signed_##bytes desired, int order, int failure); \
	int __tsan_atomic##bits##_compare_exchange_##strength(signed_##bytes *address, signed_##bytes *expected, \
							      signed_##bytes desired, int order, int failure) \
	{ \
		struct operation op = {ACCESS(OPERATION_UPDATE, bytes, order), .update = UPDATE_COMPARE, \
				       .failure_order = (uint8_t)failure, .operand = VALUE_##bytes(desired), \
				       .expected = atomic_argument_read(expected, bytes, CALLER)}; \
		struct value read; \
\
		if ((weak) && atomic_weak_fails(CALLER)) { \
			op.kind = OPERATION_READ; \
			op.order = (uint8_t)failure; \
			read = atomic_access(&op); \
			atomic_argument_write(expected, bytes, read, CALLER); \
			return 0; \
		} \
		read = atomic_access(&op); \
		if (value_equal(read, op.expected)) \
			return 1; \
		atomic_argument_write(expected, bytes, read, CALLER); \
		return 0; \
	}

#define HOOKS(bits, bytes) \
	signed_##bytes __tsan_atomic##bits##_load(const signed_##bytes *address, int order); \
	signed_##bytes __tsan_atomic##bits##_load(const signed_##bytes *address, int order) \
	{ \
		struct operation op = {ACCESS(OPERATION_READ, bytes, order)}; \
		struct value read = atomic_access(&op); \
\
		return NATIVE_##bytes(read); \
	} \
	void __tsan_atomic##bits##_store(signed_##bytes *address, signed_##bytes value, int order); \
	void __tsan_atomic##bits##_store(signed_##bytes *address, signed_##bytes value, int order) \
	{ \
		struct operation op = {ACCESS(OPERATION_WRITE, bytes, order), .operand = VALUE_##bytes(value)}; \
\
		(void)atomic_access(&op); \
	} \
	UPDATE_HOOK(bits, bytes, exchange, UPDATE_EXCHANGE) \
	UPDATE_HOOK(bits, bytes, fetch_add, UPDATE_ADD) \
	UPDATE_HOOK(bits, bytes, fetch_sub, UPDATE_SUB) \
	UPDATE_HOOK(bits, bytes, fetch_and, UPDATE_AND) \
	UPDATE_HOOK(bits, bytes, fetch_or, UPDATE_OR) \
	UPDATE_HOOK(bits, bytes, fetch_xor, UPDATE_XOR) \
	UPDATE_HOOK(bits, bytes, fetch_nand, UPDATE_NAND) \
	COMPARE_HOOK(bits, bytes, strong, false) \
	COMPARE_HOOK(bits, bytes, weak, true) \
	signed_##bytes __tsan_atomic##bits##_compare_exchange_val(signed_##bytes *address, signed_##bytes expected, \
								  signed_##bytes desired, int order, int failure); \
	signed_##bytes __tsan_atomic##bits##_compare_exchange_val(signed_##bytes *address, signed_##bytes expected, \
								  signed_##bytes desired, int order, int failure) \
	{ \
		struct operation op = {ACCESS(OPERATION_UPDATE, bytes, order), .update = UPDATE_COMPARE, \
				       .failure_order = (uint8_t)failure, .operand = VALUE_##bytes(desired), \
				       .expected = VALUE_##bytes(expected)}; \
		struct value read; \
\
		atomic_cannot_tell_weak(CALLER); \
		read = atomic_access(&op); \
		return NATIVE_##bytes(read); \
	}

HOOKS(8, 1)
HOOKS(16, 2)
HOOKS(32, 4)
HOOKS(64, 8)
HOOKS(128, 16)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order)
{
	atomic_fence((enum order)order, CALLER);
}

/* Orders a thread against its own signal handlers, of which there are none. */
void __tsan_atomic_signal_fence(int order);
void __tsan_atomic_signal_fence(int order)
{
	(void)order;
}
