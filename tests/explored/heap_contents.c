/* SPDX-License-Identifier: MIT */
/* What a heap block holds, and who has written it. A new block is full of one byte, FILL, by which what was never written is
 * known: a program may write that byte too. */
#include "programs.h"

#include <stdio.h>

enum { FILL = 0xcb };

/* An operation that others see: what is read after it is looked at anew. */
static atomic_int counted;

static void go_on(void)
{
	atomic_fetch_add(&counted, 1);
}

static void expect_fill(const unsigned char *block, size_t from, size_t to)
{
	go_on();
	for (size_t i = from; i < to; i++)
		assert(block[i] == FILL);
}

static void written_plainly(void)
{
	unsigned char *block = malloc(13);

	for (size_t i = 0; i < 13; i++)
		block[i] = FILL;
	expect_fill(block, 0, 13);
	free(block);
}

static void written_as_a_block(void)
{
	unsigned char *block = malloc(13);

	memset(block, FILL, 13);
	expect_fill(block, 0, 13);
	free(block);
}

static void written_atomically(void)
{
	atomic_uint *block = malloc(sizeof *block);

	atomic_store(block, 0xcbcbcbcb);
	assert(atomic_load(block) == 0xcbcbcbcb);
	free(block);
}

static void written_atomically_then_read(void)
{
	atomic_uint *block = malloc(sizeof *block);

	atomic_store(block, 0xcbcbcbcb);
	expect_fill((const unsigned char *)block, 0, sizeof *block);
	free(block);
}

/* sscanf() is not watched: that a byte is no longer FILL shows that it was written. */
static void written_by_libc(void)
{
	int *block = malloc(sizeof *block);

	assert(sscanf("7", "%d", block) == 1);
	go_on();
	assert(*block == 7);
	free(block);
}

/* What is calloc's is written, whatever libc writes there. */
static void zeroed_then_written_by_libc(void)
{
	unsigned char *block = calloc(1, 13);

	assert(sscanf("203", "%hhu", &block[12]) == 1);
	expect_fill(block, 12, 13);
	free(block);
}

static void grown(void)
{
	unsigned char *block = malloc(13);

	memset(block, FILL, 13);
	block = realloc(block, 40);
	expect_fill(block, 0, 13);
	free(block);
}

static void shrunk(void)
{
	unsigned char *block = malloc(40);

	memset(block, FILL, 40);
	block = realloc(block, 13);
	expect_fill(block, 0, 13);
	free(block);
}

static void grown_unwritten(void)
{
	unsigned char *block = realloc(malloc(13), 40);

	assert(block[12] != 1);
	free(block);
}

static void grown_beyond(void)
{
	unsigned char *block = malloc(16);

	memset(block, FILL, 16);
	block = realloc(block, 40);
	assert(block[16] != 1);
	free(block);
}

/* A struct may have parts that nobody has written. */
static void copied_unwritten(void)
{
	unsigned char *from = malloc(40);
	unsigned char *to = malloc(40);

	from[1] = 1;
	memcpy(to, from, 40);
	go_on();
	assert(to[1] == 1);
	free(from);
	free(to);
}

static void read_unwritten(void)
{
	unsigned char *block = malloc(13);

	block[11] = 1;
	assert(block[12] != 1);
	free(block);
}

static void load_unwritten(void)
{
	atomic_int *block = malloc(sizeof *block);

	assert(atomic_load(block) != 1);
	free(block);
}

/* A place is known better the second time, if the compiler leaves it one place. */
static volatile int twice = 2;

static void load_written_then_unwritten(void)
{
	for (int i = 0; i < twice; i++) {
		atomic_int *block = malloc(sizeof *block);

		if (i == 0)
			atomic_store(block, 0);
		assert(atomic_load(block) != 1);
		free(block);
	}
}

static void add_to_unwritten(void)
{
	atomic_int *block = malloc(sizeof *block);

	atomic_fetch_add(block, 1);
	free(block);
}

static void exchange_unwritten(void)
{
	atomic_uchar *block = malloc(13);

	(void)atomic_exchange(&block[12], 1);
	free(block);
}

static void or_into_unwritten(void)
{
	atomic_ullong *block = malloc(2 * sizeof *block);

	atomic_store(&block[0], 1);
	(void)atomic_fetch_or(&block[1], 1);
	free(block);
}

static void add_to_written(void)
{
	atomic_uint *block = malloc(2 * sizeof *block);

	atomic_store(&block[1], 0xcbcbcbcb);
	assert(atomic_fetch_add(&block[1], 1) == 0xcbcbcbcb);
	assert(atomic_load(&block[1]) == 0xcbcbcbcc);
	free(block);
}

/* Far from every block. */
static void read_nobodys(void)
{
	volatile char *block = malloc(16);

	(void)block[1 << 20];
}

static void write_nobodys(void)
{
	volatile char *block = malloc(16);

	block[1 << 20] = 1;
}

static void store_nobodys(void)
{
	atomic_int *block = malloc(16);

	atomic_store(&block[1 << 18], 1);
}

PROGRAMS(
	T(written_plainly), /* holds 1 */
	T(written_as_a_block), /* holds 1 */
	T(written_atomically), /* holds 1 */
	T(written_atomically_then_read), /* holds 1 */
	T(written_by_libc), /* holds 1 */
	T(zeroed_then_written_by_libc), /* holds 1 */
	T(grown), /* holds 1 */
	T(shrunk), /* holds 1 */
	T(grown_unwritten), /* violated uninitialised-read */
	T(grown_beyond), /* violated uninitialised-read */
	T(copied_unwritten), /* holds 1 */
	T(read_unwritten), /* violated uninitialised-read */
	T(load_unwritten), /* violated uninitialised-read */
	T(load_written_then_unwritten), /* violated uninitialised-read */
	T(add_to_unwritten), /* violated uninitialised-read */
	T(exchange_unwritten), /* violated uninitialised-read */
	T(or_into_unwritten), /* violated uninitialised-read */
	T(add_to_written), /* holds 1 */
	T(read_nobodys), /* violated wild-access */
	T(write_nobodys), /* violated wild-access */
	T(store_nobodys), /* violated wild-access */
)
