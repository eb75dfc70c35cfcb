/* SPDX-License-Identifier: MIT */
/* With explore_races: what comes of a race is found, not only the race. */
#include "programs.h"

static atomic_int turn;

/* A block of bytes is read before one of them is written: first the location is made atomic, which the block cannot be; then
 * the block is let be. */
static struct {
	char bytes[64];
} block;

static void *copy_block(void *p)
{
	char copy[sizeof block];

	memcpy(copy, &block, sizeof copy);
	atomic_store_explicit(&turn, 1 + copy[7], memory_order_relaxed);
	return p;
}

static void *write_into_block(void *p)
{
	if (atomic_load_explicit(&turn, memory_order_relaxed) != 1)
		return p;
	*(volatile char *)&block.bytes[7] = 1;
	assert(atomic_load_explicit(&turn, memory_order_relaxed) != 1);
	return p;
}

static void copied_then_written(void)
{
	run_two(copy_block, write_into_block);
}

/* Another may see the zero of calloc(), though it is soon written over. */
static int *_Atomic shown;

static void *show_too_early(void *p)
{
	int *number = calloc(1, sizeof *number);

	atomic_store_explicit(&shown, number, memory_order_relaxed);
	*(volatile int *)number = 1;
	return p;
}

static void *expect_one(void *p)
{
	const volatile int *number = atomic_load_explicit(&shown, memory_order_relaxed);

	if (number != NULL)
		assert(*number == 1);
	return p;
}

static void *expect_zero(void *p)
{
	const volatile int *number = atomic_load_explicit(&shown, memory_order_relaxed);

	if (number != NULL)
		assert(*number == 0);
	return p;
}

static void zero_shown_too_early(void)
{
	run_two(show_too_early, expect_one);
}

static void one_shown_too_late(void)
{
	run_two(show_too_early, expect_zero);
}

PROGRAMS(
	T(copied_then_written), /* violated assertion */
	T(zero_shown_too_early), /* violated assertion */
	T(one_shown_too_late), /* violated assertion */
)
