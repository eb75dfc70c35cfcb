/* SPDX-License-Identifier: MIT */
/* Volatile accesses as relaxed atomics: they are made by the program itself, so memory must hold what each of them is to read, and
 * what it writes is known only when it has gone on. */
#include "programs.h"

static volatile int v1, v2;
static int r1, r2;
static atomic_int tally;

static void *left(void *p)
{
	v1 = 1;
	r1 = v2;
	return p;
}

static void *right(void *p)
{
	v2 = 1;
	r2 = v1;
	return p;
}

/* Each may read what was there before the other's write, though that has happened. */
static void buffering(void)
{
	run_two(left, right);
	assert(r1 || r2);
}

static void *count(void *p)
{
	atomic_fetch_add(&tally, 1);
	return p;
}

/* Under sc three executions, under rc11 a fourth: in that, what was read makes two of it. */
static void buffering_is_told_to_the_program(void)
{
	run_two(left, right);
	if (r1 == 0 && r2 == 0)
		run_two(count, count);
}

static void *write_twice(void *p)
{
	v1 = 1;
	v1 = 2;
	return p;
}

static void *read_twice(void *p)
{
	int first = v1;

	assert(first <= v1);
	return p;
}

/* Two reads of 0, 1 and 2 that do not fall: 6. An old value that was read is not what the next access finds. */
static void reads_of_old_values(void)
{
	run_two(write_twice, read_twice);
}

static void *write_other(void *p)
{
	v1 = 3;
	return p;
}

/* The orders of three writes, two of which have theirs: 3. Main reads the last. */
static void writes_in_every_order(void)
{
	run_two(write_twice, write_other);
	assert(v1 >= 2);
}

/* More than can be remembered of what several threads have read: each byte is read at a place of its own. */
unsigned char many[1 << 23]; /* not static, or the compiler knows that nobody writes to it */

static void read_many(void)
{
	unsigned sum = 0;

	for (size_t i = 0; i < sizeof many; i += 8) {
		sum += many[i];
		sum += many[i + 1];
		sum += many[i + 2];
		sum += many[i + 3];
		sum += many[i + 4];
		sum += many[i + 5];
		sum += many[i + 6];
		sum += many[i + 7];
	}
	assert(sum == 0);
}

static void *read_many_at_first(void *p)
{
	if (v1 == 0)
		read_many();
	else
		assert(0);
	return p;
}

static void *write_and_read_many(void *p)
{
	v1 = 1;
	read_many();
	return p;
}

/* Where both read, a bound ends the execution before anybody else can see what was written. It can be seen in another one. */
static void write_before_a_bound(void)
{
	run_two(read_many_at_first, write_and_read_many);
}

PROGRAMS(
	T(buffering), /* weak assertion */
	T(buffering_is_told_to_the_program), /* holds 5 */
	T(reads_of_old_values), /* holds 6 */
	T(writes_in_every_order), /* holds 3 */
	T(write_before_a_bound), /* violated assertion */
)
