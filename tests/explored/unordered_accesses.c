/* SPDX-License-Identifier: MIT */
/* Accesses that are not ordered, in an order that is given by relaxed atomics: in the one execution in which they are made, the
 * older ones come first. */
#include "programs.h"

#include <semaphore.h>

/* Whose turn it is; it orders nothing, or with HAND_OVER what was before. */
static atomic_int turn;

static int is_turn(int number)
{
	return atomic_load_explicit(&turn, memory_order_relaxed) == number;
}

static void next_turn(int number)
{
	atomic_store_explicit(&turn, number, memory_order_relaxed);
}

static int was_handed_over(int number)
{
	return atomic_load_explicit(&turn, memory_order_acquire) == number;
}

static void hand_over(int number)
{
	atomic_store_explicit(&turn, number, memory_order_release);
}

/* A plain access, then an atomic one. */
static union {
	int plain;
	atomic_int atomic;
} word;

static void *write_word(void *p)
{
	word.plain = 1;
	next_turn(1);
	return p;
}

static void *write_and_hand_over_word(void *p)
{
	word.plain = 1;
	hand_over(1);
	return p;
}

static void *read_word(void *p)
{
	(void)*(volatile int *)&word.plain;
	next_turn(1);
	return p;
}

static void *load_word(void *p)
{
	if (is_turn(1))
		(void)atomic_load_explicit(&word.atomic, memory_order_relaxed);
	return p;
}

static void *load_word_handed_over(void *p)
{
	if (was_handed_over(1))
		assert(atomic_load_explicit(&word.atomic, memory_order_relaxed) == 1);
	return p;
}

static void *store_word(void *p)
{
	if (is_turn(1))
		atomic_store_explicit(&word.atomic, 2, memory_order_relaxed);
	return p;
}

static void *add_to_word(void *p)
{
	if (is_turn(1))
		(void)atomic_fetch_add_explicit(&word.atomic, 2, memory_order_relaxed);
	return p;
}

static void write_then_load(void)
{
	run_two(write_word, load_word);
}

static void write_then_store(void)
{
	run_two(write_word, store_word);
}

static void write_then_add(void)
{
	run_two(write_word, add_to_word);
}

static void read_then_store(void)
{
	run_two(read_word, store_word);
}

static void read_then_add(void)
{
	run_two(read_word, add_to_word);
}

static void read_then_load(void)
{
	run_two(read_word, load_word);
}

static void write_then_ordered_load(void)
{
	run_two(write_and_hand_over_word, load_word_handed_over);
}

/* Atomic accesses, then a plain one. */
static void *store_then_load_word(void *p)
{
	atomic_store_explicit(&word.atomic, 1, memory_order_relaxed);
	(void)atomic_load_explicit(&word.atomic, memory_order_relaxed);
	next_turn(1);
	return p;
}

static void *only_load_word(void *p)
{
	(void)atomic_load_explicit(&word.atomic, memory_order_relaxed);
	next_turn(1);
	return p;
}

static void *read_word_next(void *p)
{
	if (is_turn(1))
		(void)*(volatile int *)&word.plain;
	return p;
}

static void *write_word_next(void *p)
{
	if (is_turn(1))
		word.plain = 2;
	return p;
}

static void store_and_load_then_read(void)
{
	run_two(store_then_load_word, read_word_next);
}

static void load_then_read(void)
{
	run_two(only_load_word, read_word_next);
}

static void load_then_write(void)
{
	run_two(only_load_word, write_word_next);
}

/* Reads by two in turn, of all bytes and of some; then a write of the others. */
static union {
	uint64_t whole;
	uint32_t halves[2];
} wide;

static void *read_whole_then_half(void *p)
{
	(void)*(volatile uint64_t *)&wide.whole;
	next_turn(1);
	if (is_turn(2)) {
		(void)*(volatile uint32_t *)&wide.halves[0];
		next_turn(3);
	}
	return p;
}

static void *read_half_twice(void *p)
{
	if (!is_turn(1))
		return p;
	(void)*(volatile uint32_t *)&wide.halves[0];
	next_turn(2);
	if (is_turn(3)) {
		(void)*(volatile uint32_t *)&wide.halves[0];
		next_turn(4);
	}
	return p;
}

static void *write_other_half(void *p)
{
	if (is_turn(4))
		*(volatile uint32_t *)&wide.halves[1] = 1;
	return p;
}

static void reads_in_turn_then_write(void)
{
	begin(0, read_whole_then_half);
	begin(1, read_half_twice);
	begin(2, write_other_half);
	for (int i = 0; i < 3; i++)
		(void)end(i);
}

/* A block that another finds by itself: that it is zero was written by who made it. */
static int *_Atomic found;

static void *show_zeros(void *p)
{
	atomic_store_explicit(&found, calloc(1, sizeof(int)), memory_order_relaxed);
	return p;
}

static void *show_zeros_in_order(void *p)
{
	atomic_store_explicit(&found, calloc(1, sizeof(int)), memory_order_release);
	return p;
}

static void *look(void *p)
{
	const int *zeros = atomic_load_explicit(&found, memory_order_acquire);

	if (zeros != NULL)
		assert(*zeros == 0);
	return p;
}

static void zeros_unordered(void)
{
	run_two(show_zeros, look);
}

static void zeros_ordered(void)
{
	run_two(show_zeros_in_order, look);
}

/* A block that is freed while an atomic access to it is about to happen. */
static atomic_int *block;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int given;

static void *free_if_given(void *p)
{
	int mine;

	pthread_mutex_lock(&mutex);
	mine = given;
	pthread_mutex_unlock(&mutex);
	if (mine)
		free(block);
	return p;
}

static void *give_and_use(void *p)
{
	pthread_mutex_lock(&mutex);
	given = 1;
	pthread_mutex_unlock(&mutex);
	atomic_store(block, 1);
	return p;
}

static void *use_and_give(void *p)
{
	pthread_mutex_lock(&mutex);
	given = 1;
	atomic_store(block, 1);
	pthread_mutex_unlock(&mutex);
	return p;
}

static void *use(void *p)
{
	(void)atomic_load(block);
	return p;
}

static void used_after_giving(void)
{
	block = calloc(1, sizeof *block);
	run_two(free_if_given, give_and_use);
}

static void used_before_giving(void)
{
	block = calloc(1, sizeof *block);
	run_two(free_if_given, use_and_give);
}

static void freed_before_the_join(void)
{
	block = calloc(1, sizeof *block);
	begin(0, use);
	free(block);
	(void)end(0);
}

static void freed_after_the_join(void)
{
	block = calloc(1, sizeof *block);
	begin(0, use);
	(void)end(0);
	free(block);
}

/* Neighbours in the same 8 bytes, by turns: what is overwritten takes no room. */
static void neighbours_written_often(void)
{
	static volatile struct {
		int first;
		int second;
	} both;

	for (int i = 0; i < 5000000; i++) {
		both.first = i;
		both.second = i;
	}
	assert(both.first + 1 == 5000000);
}

/* What was a synchronisation object is memory like other memory afterwards. */
static void many_destroyed(void)
{
	static sem_t semaphores[64];

	for (size_t i = 0; i < 64; i++) {
		sem_init(&semaphores[i], 0, 1);
		sem_wait(&semaphores[i]);
	}
	for (size_t i = 0; i < 64; i++)
		sem_destroy(&semaphores[i]);
}

/* A semaphore whose first bytes lie in two words of the shadow; and before it one whose do not, as a place is known better the
 * second time, if the compiler leaves it one place. */
static char bytes[64];
static const volatile size_t places[] = {16, 22, 0};

static void *post_across(void *p)
{
	for (size_t i = 0; places[i] != 0; i++)
		sem_post((sem_t *)(void *)&bytes[places[i]]);
	return p;
}

static void *write_behind(void *p)
{
	bytes[25] = 0;
	return p;
}

static void *write_beside(void *p)
{
	bytes[26] = 0;
	return p;
}

static void post_across_and_write(void)
{
	run_two(post_across, write_behind);
}

static void post_across_and_write_beside(void)
{
	run_two(post_across, write_beside);
}

static void atomic_where_a_lock_was(void)
{
	static union {
		pthread_mutex_t mutex;
		atomic_llong atomic;
	} both;

	pthread_mutex_init(&both.mutex, NULL);
	pthread_mutex_lock(&both.mutex);
	pthread_mutex_unlock(&both.mutex);
	pthread_mutex_destroy(&both.mutex);
	atomic_init(&both.atomic, 1LL << 40);
	atomic_fetch_add(&both.atomic, 1);
	assert(atomic_load(&both.atomic) == (1LL << 40) + 1);
}

PROGRAMS(
	T(write_then_load), /* violated data-race */
	T(write_then_store), /* violated data-race */
	T(write_then_add), /* violated data-race */
	T(read_then_store), /* violated data-race */
	T(read_then_add), /* violated data-race */
	T(read_then_load), /* holds 2 */
	T(write_then_ordered_load), /* holds 2 */
	T(store_and_load_then_read), /* violated data-race */
	T(load_then_read), /* holds 2 */
	T(load_then_write), /* violated data-race */
	T(reads_in_turn_then_write), /* violated data-race */
	T(zeros_unordered), /* violated data-race */
	T(zeros_ordered), /* holds 2 */
	T(used_after_giving), /* violated use-after-free */
	T(used_before_giving), /* holds 2 */
	T(freed_before_the_join), /* violated use-after-free */
	T(freed_after_the_join), /* holds 1 */
	T(neighbours_written_often), /* holds 1 */
	T(many_destroyed), /* holds 1 */
	T(post_across_and_write), /* violated data-race */
	T(post_across_and_write_beside), /* holds 1 */
	T(atomic_where_a_lock_was), /* holds 1 */
)
