/* SPDX-License-Identifier: MIT */
/* Accesses that end an execution as unsupported, and threads that do not end. */
#include "programs.h"

static union {
	_Atomic uint32_t whole;
	_Atomic uint16_t half[2];
	_Atomic uint8_t byte[4];
} mixed;

static union {
	__extension__ _Atomic unsigned __int128 whole;
	_Atomic uint64_t half[2];
} wide;

static void *write_whole(void *p)
{
	atomic_store(&mixed.whole, 0x10001);
	return p;
}

static void *read_half(void *p)
{
	return atomic_load(&mixed.half[1]) == 1 ? p : NULL;
}

static void *write_byte(void *p)
{
	atomic_store(&mixed.byte[1], 1);
	return p;
}

static void part_is_read(void)
{
	run_two(write_whole, read_half);
}

static void part_is_written(void)
{
	run_two(write_whole, write_byte);
}

/* A place is known better the second time; then it accesses a part of what another thread accesses. */
static union {
	_Atomic uint32_t whole;
	_Atomic uint16_t half[2];
} two[2];
static atomic_int chosen;

static void *write_second_whole(void *p)
{
	atomic_store(&two[1].whole, 0x10001);
	atomic_store(&chosen, 1);
	return p;
}

static void *read_chosen_half(void *p)
{
	return atomic_load(&two[atomic_load(&chosen)].half[1]) == 1 ? p : NULL;
}

static void part_is_read_later(void)
{
	run_two(read_chosen_half, write_second_whole);
}

static void sizes_of_one_thread(void)
{
	atomic_store(&mixed.byte[0], 1);
	assert(atomic_load(&mixed.whole) == 1);
}

static void *write_wide(void *p)
{
	atomic_store(&wide.whole, 1);
	return p;
}

static void *read_low(void *p)
{
	return atomic_load(&wide.half[0]) == 1 ? p : NULL;
}

static void *read_high(void *p)
{
	return atomic_load(&wide.half[1]) == 1 ? p : NULL;
}

static void low_half_of_wide(void)
{
	run_two(write_wide, read_low);
}

static void high_half_of_wide(void)
{
	run_two(write_wide, read_high);
}

static void not_aligned(void)
{
	static char bytes[16] __attribute__((aligned(8)));

	__atomic_store_n((int *)(bytes + 1), 1, __ATOMIC_RELAXED);
}

/* Atomic operations of inline assembly are seen by the next one of the same location. */
static atomic_int counter;

static void *add_in_assembly(void *p)
{
#ifdef __x86_64__
	__asm__ volatile("lock incl %0" : "+m"(counter));
#else
	*(int *)&counter += 1;
#endif
	atomic_fetch_add(&counter, 1);
	return p;
}

static void inline_assembly(void)
{
	run_two(add_in_assembly, add_in_assembly);
}

static volatile int never;

static void endless_loop(void)
{
	while (!never)
		;
}

PROGRAMS(
	T(part_is_read), /* unsupported different sizes */
	T(part_is_written), /* unsupported different sizes */
	T(part_is_read_later), /* unsupported different sizes */
	T(sizes_of_one_thread), /* unsupported different sizes */
	T(low_half_of_wide), /* unsupported different sizes */
	T(high_half_of_wide), /* unsupported different sizes */
	T(not_aligned), /* unsupported not aligned */
	T(inline_assembly), /* refused without instrumentation */
	T(endless_loop), /* refused endless loop */
)
