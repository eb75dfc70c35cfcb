/* SPDX-License-Identifier: MIT */
/* Execute an abstract program as real C: one pthread for each thread, <stdatomic.h> for each access. litmus_run.c is compiled as a
 * program under exploration, so that one build runs any number of programs. */
#ifndef AGX_TESTS_ORACLE_LITMUS_RUN_H
#define AGX_TESTS_ORACLE_LITMUS_RUN_H

#include "oracle/litmus.h"

struct litmus_run {
	const struct litmus *program;
	struct final_state *state; /* out: filled by a complete execution */
};

/* The main() of ARGUMENT, a struct litmus_run. */
int litmus_run(void *argument);

#endif
