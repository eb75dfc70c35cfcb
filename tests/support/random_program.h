/* SPDX-License-Identifier: MIT */
/* Random small programs for tests of engines, run with support/program_runner.h. A program is a function of its seed
 * and shape. */
#ifndef AGX_TESTS_RANDOM_PROGRAM_H
#define AGX_TESTS_RANDOM_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct random_shape {
	unsigned threads_max;      /* 2 .. 4 */
	unsigned operations_max;   /* of a thread */
	unsigned locations_max;    /* 1 .. 4 */
	bool orders;               /* other than seq_cst and relaxed, and fences */
	bool primitives;           /* mutexes, read-write locks, semaphores, conditions, barriers, awaited values */
};

/* Make the program of SEED current. */
void random_program_make(uint64_t seed, const struct random_shape *shape);

/* The body of main() of the current program. */
void random_program(void);

/* Write the current program, an operation a word and a thread a line. */
void random_program_print(FILE *out);

#endif
