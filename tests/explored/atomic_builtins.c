/* SPDX-License-Identifier: MIT */
/* __atomic and __sync builtins of 1 to 16 bytes, types beside the integers, the order of a failed compare-exchange. */
#include "programs.h"

#include <stdbool.h>

/* Every builtin of every size against what plain arithmetic gives, while another thread does the same on its own. */
#define SIZED(type, name) \
static void *name##_ops(void *p) \
{ \
	static type shared[2]; \
	type *x = &shared[(intptr_t)p], e, r, v; \
	__atomic_store_n(x, (type)5, __ATOMIC_RELEASE); \
	assert(__atomic_load_n(x, __ATOMIC_ACQUIRE) == 5); \
	assert(__atomic_load_n(x, __ATOMIC_CONSUME) == 5); \
	assert(__atomic_exchange_n(x, (type)-3, __ATOMIC_ACQ_REL) == 5); \
	assert(__atomic_fetch_add(x, (type)-4, __ATOMIC_RELAXED) == (type)-3); \
	assert(__atomic_add_fetch(x, (type)1, __ATOMIC_SEQ_CST) == (type)-6); \
	assert(__atomic_fetch_sub(x, (type)-7, __ATOMIC_ACQUIRE) == (type)-6); \
	assert(__atomic_sub_fetch(x, (type)1, __ATOMIC_ACQUIRE) == 0); \
	assert(__atomic_or_fetch(x, (type)12, __ATOMIC_RELEASE) == 12); \
	assert(__atomic_fetch_and(x, (type)10, __ATOMIC_RELEASE) == 12); \
	assert(__atomic_xor_fetch(x, (type)1, __ATOMIC_RELEASE) == 9); \
	assert(__atomic_fetch_nand(x, (type)8, __ATOMIC_RELEASE) == 9); \
	assert(__atomic_load_n(x, __ATOMIC_RELAXED) == (type)~8); \
	assert(__atomic_nand_fetch(x, (type)-1, __ATOMIC_RELEASE) == 8); \
	e = 7; \
	assert(!__atomic_compare_exchange_n(x, &e, (type)1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED) && e == 8); \
	assert(__atomic_compare_exchange_n(x, &e, (type)-1, false, __ATOMIC_RELEASE, __ATOMIC_ACQUIRE) && e == 8); \
	r = 2; \
	assert(!__atomic_compare_exchange(x, &r, &e, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST) && r == (type)-1); \
	v = 3; \
	__atomic_store(x, &v, __ATOMIC_SEQ_CST); \
	__atomic_load(x, &r, __ATOMIC_SEQ_CST); \
	assert(r == 3); \
	v = 4; \
	__atomic_exchange(x, &v, &r, __ATOMIC_SEQ_CST); \
	assert(r == 3); \
	assert(__sync_fetch_and_add(x, 1) == 4 && __sync_add_and_fetch(x, 1) == 6 && __sync_fetch_and_sub(x, 1) == 6); \
	assert(__sync_sub_and_fetch(x, 1) == 4 && __sync_fetch_and_or(x, 1) == 4 && __sync_or_and_fetch(x, 2) == 7); \
	assert(__sync_fetch_and_and(x, 6) == 7 && __sync_and_and_fetch(x, 3) == 2 && __sync_fetch_and_xor(x, 1) == 2); \
	assert(__sync_xor_and_fetch(x, 1) == 2 && __sync_fetch_and_nand(x, 3) == 2); \
	assert(__sync_nand_and_fetch(x, (type)-1) == 2); \
	assert(__sync_bool_compare_and_swap(x, 2, 9) && !__sync_bool_compare_and_swap(x, 2, 9)); \
	assert(__sync_val_compare_and_swap(x, 9, 10) == 9 && __sync_val_compare_and_swap(x, 9, 11) == 10); \
	assert(__sync_lock_test_and_set(x, 1) == 10); \
	__sync_lock_release(x); \
	__sync_synchronize(); \
	assert(*x == 0); \
	return p; \
} \
static void name(void) \
{ \
	run_two(name##_ops, name##_ops); \
}

SIZED(uint8_t, one)
SIZED(uint16_t, two)
SIZED(uint32_t, four)
SIZED(uint64_t, eight)
__extension__ typedef unsigned __int128 wide;
SIZED(wide, sixteen)

/* Signed and small: arithmetic wraps in the size. */
static _Atomic signed char small = 127;
static _Atomic _Bool truth;
static atomic_flag flag = ATOMIC_FLAG_INIT;
static _Atomic(char *) pointer;
static _Atomic double number = 1;
static _Atomic struct pair { int a, b; } pair;

static void *typed(void *p)
{
	struct pair before = atomic_load(&pair), after;
	char *text = atomic_load(&pointer);

	atomic_fetch_add(&small, 1);
	atomic_store(&truth, 5);
	while (!atomic_compare_exchange_weak(&pointer, &text, text + 1))
		;
	do
		after = (struct pair) {before.a + 1, before.b - 1};
	while (!atomic_compare_exchange_strong(&pair, &before, after));
	number += 0.5;
	return p;
}

static void types(void)
{
	struct pair last;

	run_two(typed, typed);
	last = pair;
	assert(small == -127 && truth == 1 && number == 2 && pointer == (char *)2);
	assert(last.a == 2 && last.b == -2);
}

static void *flags(void *p)
{
	static int held;

	if (!atomic_flag_test_and_set_explicit(&flag, memory_order_acquire)) {
		held++;
		atomic_flag_clear_explicit(&flag, memory_order_release);
	}
	return p;
}
static void atomic_flags(void)
{
	run_two(flags, flags);
}

/* A failed compare-exchange has the failure order: acquire here, so the data is seen. */
static atomic_int ready;
static int data;
static void *publish(void *p)
{
	int expected = 7;

	if (p == NULL) {
		data = 1;
		atomic_store_explicit(&ready, 1, memory_order_release);
	} else if (!atomic_compare_exchange_strong_explicit(&ready, &expected, 8, memory_order_relaxed, memory_order_acquire) &&
		   expected == 1) {
		assert(data == 1);
	}
	return p;
}
static void failure_acquires(void)
{
	run_two(publish, publish);
}
static void *publish_relaxed(void *p)
{
	int expected = 7;

	if (p == NULL) {
		data = 1;
		atomic_store_explicit(&ready, 1, memory_order_release);
	} else if (!atomic_compare_exchange_strong_explicit(&ready, &expected, 8, memory_order_acquire, memory_order_relaxed) &&
		   expected == 1) {
		assert(data == 1);
	}
	return p;
}
static void failure_relaxed(void)
{
	run_two(publish_relaxed, publish_relaxed);
}

/* Sequentially consistent failure: store buffering with a failed compare-exchange as the load. */
static atomic_int x, y;
static int seen[2];
static void *buffer(void *p)
{
	int expected = 9;

	atomic_store(p ? &y : &x, 1);
	atomic_compare_exchange_strong_explicit(p ? &x : &y, &expected, 8, memory_order_seq_cst, memory_order_seq_cst);
	seen[p != NULL] = expected;
	return p;
}
static void failure_seq_cst(void)
{
	run_two(buffer, buffer);
	assert(seen[0] || seen[1]);
}

static _Atomic wide both;
static void *halves(void *p)
{
	wide one = 1, seen;

	if (p == NULL)
		atomic_store(&both, one << 100 | one);
	seen = atomic_load(&both);
	assert(seen == 0 || seen == (one << 100 | one));
	return p;
}
static void wide_is_whole(void)
{
	run_two(halves, halves);
}

/* What the general builtins read and write beside the atomic object is plain. Of these clang makes calls of libatomic's general
 * functions, as it does not see that the object is aligned. */
struct longs {
	long a, b;
};
static struct longs aligned_longs __attribute__((aligned(16)));
static struct longs *volatile atomic_longs = &aligned_longs;
static struct longs plain_longs;

static void *load_longs(void *p)
{
	__atomic_load(atomic_longs, &plain_longs, __ATOMIC_SEQ_CST);
	return p;
}

static void *exchange_longs(void *p)
{
	struct longs local = {1, 2};

	__atomic_exchange(atomic_longs, &local, &plain_longs, __ATOMIC_SEQ_CST);
	return p;
}

static void *store_longs(void *p)
{
	__atomic_store(atomic_longs, &plain_longs, __ATOMIC_SEQ_CST);
	return p;
}

static void *compare_longs(void *p)
{
	struct longs local = {1, 2};

	__atomic_compare_exchange(atomic_longs, &local, &plain_longs, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	return p;
}

static void *change_longs(void *p)
{
	plain_longs.b = 1;
	return p;
}

static void *read_longs(void *p)
{
	return plain_longs.b == 0 ? p : NULL;
}

static void result_of_a_load(void)
{
	run_two(load_longs, read_longs);
}

static void result_of_an_exchange(void)
{
	run_two(exchange_longs, read_longs);
}

static void operand_of_a_store(void)
{
	run_two(store_longs, change_longs);
}

static void operand_of_a_comparison(void)
{
	run_two(compare_longs, change_longs);
}

static void operand_that_is_only_read(void)
{
	run_two(store_longs, read_longs);
}

static void store_of_what_is_beyond_a_block(void)
{
	struct longs *block = calloc(1, 8);

	__atomic_store(atomic_longs, block, __ATOMIC_SEQ_CST);
}

PROGRAMS(
	T(one), /* holds 1 */
	T(two), /* holds 1 */
	T(four), /* holds 1 */
	T(eight), /* holds 1 */
	T(sixteen), /* holds 1 */
	T(types), /* holds 88 */
	T(atomic_flags), /* holds 4 */
	T(failure_acquires), /* holds 2 */
	T(failure_relaxed), /* violated data-race */
	T(failure_seq_cst), /* holds 3 */
	T(wide_is_whole), /* holds 2 */
	T(result_of_a_load), /* violated data-race */
	T(result_of_an_exchange), /* violated data-race */
	T(operand_of_a_store), /* violated data-race */
	T(operand_of_a_comparison), /* violated data-race */
	T(operand_that_is_only_read), /* holds 1 */
	T(store_of_what_is_beyond_a_block), /* violated out-of-bounds */
)
