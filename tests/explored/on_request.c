/* SPDX-License-Identifier: MIT */
/* What happens only on request: spurious wake-ups, weak compare-exchanges and allocations that fail, volatile accesses as
 * atomics. Each program that is broken by it beside its repaired twin. */
#include "programs.h"

#include <errno.h>

/* Waiting once, where a loop is needed. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int ready;

static void *wait_once(void *p)
{
	pthread_mutex_lock(&mutex);
	if (!ready)
		pthread_cond_wait(&condition, &mutex);
	assert(ready);
	pthread_mutex_unlock(&mutex);
	return p;
}

static void *wait_in_a_loop(void *p)
{
	pthread_mutex_lock(&mutex);
	while (!ready)
		pthread_cond_wait(&condition, &mutex);
	assert(ready);
	pthread_mutex_unlock(&mutex);
	return p;
}

static void *set(void *p)
{
	pthread_mutex_lock(&mutex);
	ready = 1;
	pthread_cond_signal(&condition);
	pthread_mutex_unlock(&mutex);
	return p;
}

static void spurious_broken(void)
{
	run_two(wait_once, set);
}

static void spurious_fixed(void)
{
	run_two(wait_in_a_loop, set);
}

/* One weak compare-exchange of its own, where a loop is needed. */
static atomic_int word;
static void *add_once(void *p)
{
	int old = 0;

	atomic_compare_exchange_weak(&word, &old, 1);
	assert(atomic_load(&word) == 1);
	return p;
}

static void *add_in_a_loop(void *p)
{
	int old = 0;

	while (!atomic_compare_exchange_weak(&word, &old, 1) && old == 0)
		;
	assert(atomic_load(&word) == 1);
	return p;
}

static void weak_broken(void)
{
	run_two(add_once, add_once);
}

static void weak_fixed(void)
{
	run_two(add_in_a_loop, add_in_a_loop);
}

static void *store(void *p)
{
	int *block = malloc(sizeof *block);

	*block = 1;
	free(block);
	return p;
}

static void *store_if_there(void *p)
{
	int *block = malloc(sizeof *block);

	if (block == NULL) {
		assert(errno == ENOMEM);
		return p;
	}
	*block = 1;
	free(block);
	return p;
}

static void malloc_broken(void)
{
	run_two(store, store);
}

static void malloc_fixed(void)
{
	run_two(store_if_there, store_if_there);
}

static void *nothing(void *p)
{
	return p;
}

static void *others(void *p)
{
	char *a = calloc(1, 10), *b = strdup("x"), *c = realloc(NULL, 5), *d;
	void *e = NULL;

	assert(posix_memalign(&e, 16, 8) == 0 ? e != NULL : e == NULL);
	if (c != NULL) {
		strcpy(c, "abc");
		d = realloc(c, 100);
		assert(strcmp(d ? d : c, "abc") == 0);
		free(d ? d : c);
	}
	free(a);
	free(b);
	free(e);
	return p;
}

static void malloc_others(void)
{
	run_two(others, nothing);
}

/* A flag that is volatile and nothing more. */
static volatile int flag;
static int data;
static void *publish(void *p)
{
	data = 1;
	flag = 1;
	return p;
}

static void *consume(void *p)
{
	if (flag)
		assert(data == 1);
	return p;
}

static void *consume_nothing(void *p)
{
	if (flag)
		return p;
	return NULL;
}

static void volatile_race(void)
{
	run_two(publish, consume);
}

static void volatile_flag(void)
{
	run_two(publish, consume_nothing);
}

static volatile struct { int a, b; } vs;
static void *leftw(void *p)
{
	while (!vs.a);
	vs.b = 1;
	return p;
}

static void *rightw(void *p)
{
	vs.a = 1;
	return p;
}

static void volatile_spin(void)
{
	run_two(leftw, rightw);
	assert(vs.b == 1);
}

/* Beside a plain access of the same location. */
static void *write_flag(void *p)
{
	flag = 1;
	return p;
}

static void *read_flag(void *p)
{
	return flag ? p : NULL;
}

static void *read_plainly(void *p)
{
	return *(int *)&flag ? p : NULL;
}

static void *write_plainly(void *p)
{
	*(int *)&flag = 1;
	return p;
}

static void volatile_write_beside_a_plain_read(void)
{
	run_two(write_flag, read_plainly);
}

static void volatile_read_beside_a_plain_write(void)
{
	run_two(read_flag, write_plainly);
}

static void volatile_read_beside_a_plain_read(void)
{
	run_two(read_flag, read_plainly);
}

/* Nothing but the volatile writes makes the rounds of this loop differ. */
static volatile int stages[4];

static void volatile_stages(void)
{
	while (!stages[3])
		SET_NEXT(stages);
}

/* Locals stay plain: any part of them may be accessed. */
union parts {
	uint32_t whole;
	uint8_t bytes[4];
};

__attribute__((noinline)) static uint32_t sum_of_parts(volatile union parts *parts)
{
	return parts->whole + parts->bytes[1];
}

static void volatile_local_in_parts(void)
{
	volatile union parts local;

	local.whole = 0x01010101;
	local.bytes[0] = 2;
	assert(sum_of_parts(&local) == 0x01010103);
}

PROGRAMS(
	T(spurious_broken), /* violated assertion */
	T(spurious_fixed), /* holds 5 */
	T(weak_broken), /* violated assertion */
	T(weak_fixed), /* holds 12 */
	T(malloc_broken), /* violated null-dereference */
	T(malloc_fixed), /* holds 4 */
	T(malloc_others), /* holds 24 */
	T(volatile_race), /* violated data-race */
	T(volatile_flag), /* holds 2 */
	T(volatile_spin), /* holds 1 */
	T(volatile_write_beside_a_plain_read), /* violated data-race */
	T(volatile_read_beside_a_plain_write), /* violated data-race */
	T(volatile_read_beside_a_plain_read), /* holds 1 */
	T(volatile_stages), /* holds 1 */
	T(volatile_local_in_parts), /* holds 1 */
)
