/* SPDX-License-Identifier: MIT */
/* Atomic accesses of what is not the program's memory, and where blocks lie. */
#include "programs.h"

#include <malloc.h>
#include <stdbool.h>

unsigned agxrace_choose(unsigned count);

static atomic_int flag;

/* BESIDE is counted in elements from the start of a block of two. */
static atomic_int *element(int beside)
{
	atomic_int *block = malloc(2 * sizeof *block);

	return block + beside;
}

static void store_before_a_block(void)
{
	atomic_store(element(-1), 1);
}

static void store_after_a_block(void)
{
	atomic_store(element(2), 1);
}

static void load_after_a_block(void)
{
	(void)atomic_load(element(4));
}

static void addition_after_a_block(void)
{
	atomic_fetch_add(element(3), 1);
}

static void comparison_after_a_block(void)
{
	int expected = 1;

	(void)atomic_compare_exchange_strong(element(2), &expected, 2);
}

static void store_far_behind_all_blocks(void)
{
	atomic_store(element(1 << 20), 1);
}

static void second_half_after_a_block(void)
{
	__extension__ _Atomic unsigned __int128 *block = malloc(8);

	atomic_store(block, 1);
}

static void stores_in_a_block(void)
{
	atomic_store(element(0), 1);
	atomic_store(element(1), 1);
}

static void *give_local(void *p)
{
	atomic_int local = 1;
	atomic_int *volatile at = &local;

	(void)p;
	return at;
}

static void store_to_the_stack_of_a_thread_that_has_ended(void)
{
	begin(0, give_local);
	atomic_store((atomic_int *)end(0), 2);
}

static void *give_local_mutex(void *p)
{
	pthread_mutex_t local = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_t *volatile at = &local;

	(void)p;
	return at;
}

static void lock_on_the_stack_of_a_thread_that_has_ended(void)
{
	begin(0, give_local_mutex);
	pthread_mutex_lock(end(0));
}

/* The third block lies behind the second as the second does behind the first, in those executions where there is one. */
static void no_block_of_this_execution(void)
{
	char *first = malloc(8);
	char *second = malloc(8);
	char *third = second + (second - first);

	if (agxrace_choose(3) == 1)
		free(third);
	else
		assert(malloc(8) == third);
}

static void freed_block_of_another_execution(void)
{
	char *first = malloc(8);
	char *second = malloc(8);
	char *third = second + (second - first);

	if (agxrace_choose(3) != 1)
		assert(malloc(8) == third);
	free(third);
}

static bool is_aligned(void *block, size_t alignment)
{
	return block != NULL && (uintptr_t)block % alignment == 0;
}

static void blocks_are_aligned(void)
{
	void *block;

	for (size_t alignment = 16; alignment <= 4096; alignment *= 2) {
		assert(is_aligned(malloc(1), 16));
		assert(is_aligned(aligned_alloc(alignment, alignment), alignment));
		assert(is_aligned(malloc(1), 16));
		assert(is_aligned(memalign(alignment, 1), alignment));
		assert(is_aligned(malloc(1), 16));
		assert(posix_memalign(&block, alignment, 1) == 0 && is_aligned(block, alignment));
	}
}

/* A loop that nobody else ends: that each round has allocated is a change. */
static bool has_allocated(uintptr_t from, size_t bytes)
{
	return (uintptr_t)malloc(8) - from >= bytes;
}

static void allocation_leads_on(void)
{
	uintptr_t from = (uintptr_t)malloc(8);

	while (atomic_load(&flag) == 0 && !has_allocated(from, 200))
		;
}

PROGRAMS(
	T(store_before_a_block), /* violated out-of-bounds */
	T(store_after_a_block), /* violated out-of-bounds */
	T(load_after_a_block), /* violated out-of-bounds */
	T(addition_after_a_block), /* violated out-of-bounds */
	T(comparison_after_a_block), /* violated out-of-bounds */
	T(second_half_after_a_block), /* violated out-of-bounds */
	T(store_far_behind_all_blocks), /* violated wild-access */
	T(stores_in_a_block), /* holds 1 */
	T(store_to_the_stack_of_a_thread_that_has_ended), /* violated stack-use-after-exit */
	T(lock_on_the_stack_of_a_thread_that_has_ended), /* violated stack-use-after-exit */
	T(no_block_of_this_execution), /* violated bad-free */
	T(freed_block_of_another_execution), /* violated bad-free */
	T(blocks_are_aligned), /* holds 1 */
	T(allocation_leads_on), /* holds 1 */
)
