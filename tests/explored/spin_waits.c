/* SPDX-License-Identifier: MIT */
/* Loops that wait with updates, most of which write what they read. With the words no_spin_loops and events=N the loops run
 * on to a bound: the same findings then, and nothing else. */
#include "programs.h"

static atomic_int lock;
static atomic_flag flag = ATOMIC_FLAG_INIT;
static atomic_int x;
static atomic_int gate;
static int counter;

static void *test_and_set(void *p)
{
	while (atomic_exchange_explicit(&lock, 1, memory_order_acquire))
		;
	counter++;
	atomic_store_explicit(&lock, 0, memory_order_release);
	return p;
}

static void *test_and_set_relaxed(void *p)
{
	while (atomic_exchange_explicit(&lock, 1, memory_order_acquire))
		;
	counter++;
	atomic_store_explicit(&lock, 0, memory_order_relaxed);
	return p;
}

static void lock_by_exchange(void)
{
	run_two(test_and_set, test_and_set);
	assert(counter == 2);
}

static void lock_by_exchange_unordered(void)
{
	run_two(test_and_set_relaxed, test_and_set_relaxed);
}

static void *by_flag(void *p)
{
	while (atomic_flag_test_and_set(&flag))
		;
	counter++;
	atomic_flag_clear(&flag);
	return p;
}

static void lock_by_flag(void)
{
	run_two(by_flag, by_flag);
	assert(counter == 2);
}

static void *by_bit(void *p)
{
	while (atomic_fetch_or_explicit(&lock, 4, memory_order_acquire) & 4)
		;
	counter++;
	atomic_fetch_and_explicit(&lock, ~4, memory_order_release);
	return p;
}

static void lock_by_bit(void)
{
	atomic_store(&lock, 3);
	run_two(by_bit, by_bit);
	assert(counter == 2 && lock == 3);
}

/* Reading by an update that leaves all as it is. */
static void *by_adding_nothing(void *p)
{
	while (atomic_fetch_add(&gate, 0) == 0)
		;
	return p;
}

static void *by_subtracting_nothing(void *p)
{
	while (atomic_fetch_sub(&gate, 0) == 0)
		;
	return p;
}

static void *by_flipping_nothing(void *p)
{
	while (atomic_fetch_xor(&gate, 0) == 0)
		;
	return p;
}

static void *open_gate(void *p)
{
	atomic_store(&gate, 1);
	return p;
}

static void waits_by_adding_nothing(void)
{
	run_two(by_adding_nothing, open_gate);
}

static void waits_by_subtracting_nothing(void)
{
	run_two(by_subtracting_nothing, open_gate);
}

static void waits_by_flipping_nothing(void)
{
	run_two(by_flipping_nothing, open_gate);
}

/* An update that writes what it reads passes on the releases before it, and releases itself. */
static void *take(void *p)
{
	atomic_store_explicit(&gate, 1, memory_order_relaxed);
	atomic_store_explicit(&lock, 1, memory_order_release);
	return p;
}

static void *repeat(void *p)
{
	atomic_store_explicit(&x, 1, memory_order_relaxed);
	while (atomic_exchange_explicit(&lock, 1, memory_order_acq_rel) == 0)
		;
	return p;
}

static void *look(void *p)
{
	if (atomic_load_explicit(&lock, memory_order_acquire) == 1 &&
	    atomic_load_explicit(&gate, memory_order_relaxed) == 1)
		assert(atomic_load_explicit(&x, memory_order_relaxed) == 1);
	return p;
}

static void who_reads_of_a_repetition(void)
{
	begin(0, take);
	begin(1, repeat);
	begin(2, look);
	for (int i = 0; i < 3; i++)
		end(i);
}

/* The value that is waited for comes from somebody who waits in turn. */
static void *first_turn(void *p)
{
	while (atomic_fetch_and(&lock, 1) != 1)
		;
	counter++;
	atomic_store(&lock, 2);
	return p;
}

static void *second_turn(void *p)
{
	atomic_store(&lock, 1);
	while (atomic_fetch_or(&lock, 0) != 2)
		;
	assert(counter == 1);
	return p;
}

static void turns(void)
{
	run_two(first_turn, second_turn);
}

static void *second_turn_wrong(void *p)
{
	atomic_store(&lock, 1);
	while (atomic_fetch_or(&lock, 0) != 2)
		;
	assert(counter == 0);
	return p;
}

static void turns_wrong(void)
{
	run_two(first_turn, second_turn_wrong);
}

/* What a failed compare-exchange leaves in a variable that is no local is a change: the next round is another one. */
static int expected_elsewhere;

static void *by_shared_expectation(void *p)
{
	while (!atomic_compare_exchange_strong(&lock, &expected_elsewhere, 7))
		;
	return p;
}

static void expectation_outside_the_stack(void)
{
	begin(0, by_shared_expectation);
	atomic_store(&lock, 5);
	end(0);
	assert(lock == 7 || lock == 5);
}

static void expectation_leads_on(void)
{
	atomic_store(&lock, 5);
	begin(0, by_shared_expectation);
	end(0);
	assert(lock != 7);
}

/* A store of the value that is there already is seen by who has changed it in between. */
static void *offer(void *p)
{
	do
		atomic_store(&lock, 1);
	while (atomic_load(&gate) == 0);
	return p;
}

static void *take_two(void *p)
{
	for (int i = 0; i < 2; i++) {
		if (atomic_load(&lock) != 1)
			return p;
		atomic_store(&lock, 0);
	}
	atomic_store(&gate, 1);
	counter = 1;
	return p;
}

static void stores_are_no_repetition(void)
{
	begin(1, take_two);
	begin(0, offer);
	end(0);
	end(1);
	assert(counter == 0);
}

PROGRAMS(
	T(lock_by_exchange), /* holds 2 */
	T(lock_by_exchange_unordered), /* violated data-race */
	T(lock_by_flag), /* holds 2 */
	T(lock_by_bit), /* holds 2 */
	T(waits_by_adding_nothing), /* holds 1 */
	T(waits_by_subtracting_nothing), /* holds 1 */
	T(waits_by_flipping_nothing), /* holds 1 */
	T(who_reads_of_a_repetition), /* violated assertion */
	T(turns), /* holds 1 */
	T(turns_wrong), /* found assertion */
	T(stores_are_no_repetition), /* found assertion */
	T(expectation_outside_the_stack), /* holds 2 */
	T(expectation_leads_on), /* violated assertion */
)
