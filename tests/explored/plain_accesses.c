/* SPDX-License-Identifier: MIT */
/* Plain accesses by every hook of the compilers: ranges, misaligned ones, those that read and write, and those beside atomic
 * accesses of the same location. */
#include "programs.h"

/* A field that the compiler knows to be misaligned, and what it copies as a block. */
static struct {
	char before;
	int values[4];
} __attribute__((packed)) packed;

static struct block {
	char bytes[48];
} block;

static atomic_int flag;
static atomic_int word;
static int done[4];

static void *write_packed(void *p)
{
	packed.values[0] = 1;
	return p;
}

static void *read_packed(void *p)
{
	return packed.values[0] != 0 ? p : NULL;
}

static void packed_fields_race(void)
{
	run_two(write_packed, write_packed);
}

static void packed_field_is_read(void)
{
	run_two(read_packed, read_packed);
}

static void *write_block(void *p)
{
	static const struct block ones = {{1}};

	block = ones;
	return p;
}

static void blocks_race(void)
{
	run_two(write_block, write_block);
	assert(block.bytes[0] == 1);
}

/* A compiler may announce both halves of x += 1 at once. */
#define ADD_AT_ONCE(size, type) \
	void __tsan_read_write##size(void *address); \
	__attribute__((no_sanitize_thread)) static void add##size(type *value) \
	{ \
		__tsan_read_write##size(value); \
		(*value)++; \
	} \
	static void unwritten##size(void) \
	{ \
		add##size(malloc(sizeof(type))); \
	}
ADD_AT_ONCE(1, uint8_t)
ADD_AT_ONCE(2, uint16_t)
ADD_AT_ONCE(4, uint32_t)
ADD_AT_ONCE(8, uint64_t)

static void *add_to_done(void *p)
{
	add4((uint32_t *)&done[0]);
	return p;
}

static void additions_race(void)
{
	run_two(add_to_done, add_to_done);
}

/* Loops that are left in their fifth round, by what the ones before have written. Nobody else does anything. */
static void write_leads_on(void)
{
	while (atomic_load(&flag) == 0 && !done[3])
		SET_NEXT(done);
}

static void write_of_misaligned_fields_leads_on(void)
{
	while (atomic_load(&flag) == 0 && !packed.values[3])
		SET_NEXT(packed.values);
}

static void *write_elsewhere(void *p)
{
	int *of_another = p;

	while (atomic_load(&flag) == 0 && !of_another[3])
		SET_NEXT(of_another);
	return NULL;
}

static void write_to_another_stack_leads_on(void)
{
	int local[4] = {0};

	pthread_create(&threads[0], NULL, write_elsewhere, local);
	end(0);
	assert(local[3] == 1);
}

/* Two plain writes with an atomic one between them, before there is anybody else. */
static void *read_word(void *p)
{
	return (void *)(intptr_t)(atomic_load_explicit(&word, memory_order_relaxed) == 3);
}

static void write_after_an_atomic_one(void)
{
	int *plain = (int *)&word;

	*plain = 1;
	atomic_store_explicit(&word, 2, memory_order_relaxed);
	*plain = 3;
	begin(0, read_word);
	assert(end(0));
}

/* A comparison that fails only reads. */
static int number;

static void *compare_in_vain(void *p)
{
	int expected = 5;

	assert(!__atomic_compare_exchange_n(&number, &expected, 6, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
	return p;
}

static void *compare_well(void *p)
{
	int expected = 0;

	assert(__atomic_compare_exchange_n(&number, &expected, 6, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
	return p;
}

static void *read_number(void *p)
{
	return number != 0 ? p : NULL;
}

static void failed_comparison_beside_a_read(void)
{
	run_two(compare_in_vain, read_number);
}

static void comparison_beside_a_read(void)
{
	run_two(compare_well, read_number);
}

static atomic_int mixed;

/* All there is to the location is of the thread itself. After the first time its places in the program are known. */
static void atomic_then_plain(void)
{
	for (int i = 0; i < 40; i++) {
		atomic_store(&mixed, 1);
		*(volatile int *)&mixed = 5 + i;
	}
	assert(atomic_load(&mixed) == 44);
}

PROGRAMS(
	T(atomic_then_plain), /* holds 1 */
	T(packed_fields_race), /* violated data-race */
	T(packed_field_is_read), /* holds 1 */
	T(blocks_race), /* violated data-race */
	T(unwritten1), /* violated uninitialised-read */
	T(unwritten2), /* violated uninitialised-read */
	T(unwritten4), /* violated uninitialised-read */
	T(unwritten8), /* violated uninitialised-read */
	T(additions_race), /* violated data-race */
	T(write_leads_on), /* holds 1 */
	T(write_of_misaligned_fields_leads_on), /* holds 1 */
	T(write_to_another_stack_leads_on), /* holds 1 */
	T(write_after_an_atomic_one), /* holds 1 */
	T(failed_comparison_beside_a_read), /* holds 1 */
	T(comparison_beside_a_read), /* violated data-race */
)
