/* SPDX-License-Identifier: MIT */
/* Many small explored programs in one file: which one runs is the first argument. tests/run-explored-table reads what is
 * expected of each from its line in the table. */
#ifndef EXPLORED_PROGRAMS_H
#define EXPLORED_PROGRAMS_H

#define _GNU_SOURCE
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct program {
	const char *name;
	void (*run)(void);
};

#define T(name) {#name, name}

#define PROGRAMS(...) \
	int main(int argc, char **argv) \
	{ \
		static const struct program programs[] = {__VA_ARGS__}; \
\
		for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) { \
			if (argc > 1 && strcmp(programs[i].name, argv[1]) == 0) { \
				programs[i].run(); \
				return 0; \
			} \
		} \
		return 1; \
	}

/* Threads by number, which their function gets as its argument. */
static pthread_t threads[4];

static inline void begin(int i, void *(*body)(void *))
{
	int error = pthread_create(&threads[i], NULL, body, (void *)(intptr_t)i);

	assert(error == 0);
}

static inline void *end(int i)
{
	void *result;
	int error = pthread_join(threads[i], &result);

	assert(error == 0);
	return result;
}

static inline void run_two(void *(*first)(void *), void *(*second)(void *))
{
	begin(0, first);
	begin(1, second);
	(void)end(0);
	(void)end(1);
}

/* Sets the first that is not set of four flags, each by a constant: only memory tells which is the next. */
#define SET_NEXT(flags) \
	(!(flags)[0] ? (void)((flags)[0] = 1) \
	 : !(flags)[1] ? (void)((flags)[1] = 1) \
	 : !(flags)[2] ? (void)((flags)[2] = 1) \
		       : (void)((flags)[3] = 1))

/* A deadline that no program reaches by itself. */
static const struct timespec soon __attribute__((unused)) = {.tv_sec = 2000000000};

#endif
