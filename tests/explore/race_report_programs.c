/* SPDX-License-Identifier: MIT */
#include "explore/race_report_programs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define PLACE __attribute__((noinline)) static void

/* All in the same 8 bytes. */
static _Alignas(8) unsigned char bytes[8];
static unsigned char *_Atomic shown;
static atomic_int turn;
static volatile unsigned char elsewhere[PLACE_COUNT][8];
static bool quick; /* after another access of the function, by which the call stack is known */

PLACE place_a(volatile unsigned char *at, bool write)
{
	if (quick)
		(void)elsewhere[PLACE_A][0];
	if (write)
		*at = 1;
	else
		(void)*at;
}

PLACE place_b(volatile unsigned char *at, bool write)
{
	if (quick)
		(void)elsewhere[PLACE_B][0];
	if (write)
		*at = 2;
	else
		(void)*at;
}

PLACE place_c(volatile unsigned char *at, bool write)
{
	if (quick)
		(void)elsewhere[PLACE_C][0];
	if (write)
		*at = 3;
	else
		(void)*at;
}

PLACE make_zeros(unsigned char **ret_block)
{
	*ret_block = calloc(1, 8);
}

const void *race_report_begin(enum race_report_place place)
{
	const uintptr_t functions[PLACE_COUNT] = {(uintptr_t)place_a, (uintptr_t)place_b, (uintptr_t)place_c, (uintptr_t)make_zeros};

	return (const void *)functions[place];
}

/* Orders nothing. */
static void next_turn(void)
{
	atomic_store_explicit(&turn, 1, memory_order_relaxed);
}

static int is_next_turn(void)
{
	return atomic_load_explicit(&turn, memory_order_relaxed);
}

static void *write_neighbours(void *argument)
{
	place_a(&bytes[2], true);
	place_b(&bytes[3], true);
	next_turn();
	return argument;
}

static void *read_neighbours(void *argument)
{
	place_a(&bytes[2], false);
	place_b(&bytes[3], false);
	next_turn();
	return argument;
}

static void *read_and_write(void *argument)
{
	place_a(&bytes[2], false);
	place_b(&bytes[2], true);
	place_c(&bytes[3], true);
	next_turn();
	return argument;
}

static void *read_it(void *argument)
{
	if (is_next_turn())
		(void)*(const volatile unsigned char *)argument;
	return NULL;
}

static void *write_it(void *argument)
{
	if (is_next_turn())
		*(volatile unsigned char *)argument = 4;
	return NULL;
}

static int run(void *(*first)(void *), void *(*second)(void *), void *argument)
{
	pthread_t threads[2];

	pthread_create(&threads[0], NULL, first, NULL);
	pthread_create(&threads[1], NULL, second, argument);
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
	return 0;
}

int write_neighbours_read_first(void *argument)
{
	(void)argument;
	return run(write_neighbours, read_it, &bytes[2]);
}

int write_neighbours_read_second(void *argument)
{
	(void)argument;
	return run(write_neighbours, read_it, &bytes[3]);
}

int read_neighbours_write_first(void *argument)
{
	(void)argument;
	return run(read_neighbours, write_it, &bytes[2]);
}

int read_neighbours_write_second(void *argument)
{
	(void)argument;
	return run(read_neighbours, write_it, &bytes[3]);
}

int quickly(int (*program)(void *), void *argument)
{
	quick = true;
	return program(argument);
}

int read_then_write_byte(void *argument)
{
	(void)argument;
	return run(read_and_write, write_it, &bytes[2]);
}

static void *zero(void *argument)
{
	unsigned char *block;

	make_zeros(&block);
	place_a(&block[3], true);
	atomic_store_explicit(&shown, block, memory_order_relaxed);
	return argument;
}

static void *read_zero(void *argument)
{
	unsigned char *block = atomic_load_explicit(&shown, memory_order_relaxed);

	if (block != NULL)
		(void)*(const volatile unsigned char *)&block[2];
	return argument;
}

int zeroed_byte(void *argument)
{
	(void)argument;
	return run(zero, read_zero, NULL);
}

static atomic_int *users;

static void *give_up(void *argument)
{
	if (atomic_fetch_sub(users, 1) > 1)
		abort();
	free(users);
	return argument;
}

int give_up_then_abort(void *argument)
{
	(void)argument;
	users = malloc(sizeof *users);
	atomic_init(users, 2);
	return run(give_up, give_up, NULL);
}
