/* SPDX-License-Identifier: MIT */
/* What the programs that were compared contain, counted: a comparison says something of a
 * feature only if enough programs had it. Programs that were passed over as too large do
 * not count. */
#ifndef AGX_TESTS_ORACLE_LITMUS_COVERAGE_H
#define AGX_TESTS_ORACLE_LITMUS_COVERAGE_H

#include "oracle/litmus.h"

enum {
	COVERAGE_FEATURES_MAX = 80
};

/* How a program ended under the models it was explored with. */
struct litmus_ends {
	uint64_t complete; /* executions, under the first pair of sides */
	uint64_t deadlocked;
	bool models_differ; /* in how many executions they have */
};

/* Zeroed: nothing counted. */
struct litmus_coverage {
	unsigned long programs;
	unsigned long with[COVERAGE_FEATURES_MAX];
	uint64_t executions;
	uint64_t executions_most;
};

void litmus_coverage_add(struct litmus_coverage *coverage, const struct litmus *program,
			 const struct litmus_ends *ends);

/* Write a line for each feature of programs with, or without, primitives. */
void litmus_coverage_print(const struct litmus_coverage *coverage, bool primitives,
			   FILE *out);

/* How many features of such programs are in less than one program of PER. */
unsigned litmus_coverage_gaps(const struct litmus_coverage *coverage, bool primitives,
			      unsigned per);

#endif
