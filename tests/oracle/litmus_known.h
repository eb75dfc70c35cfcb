/* SPDX-License-Identifier: MIT */
/* Litmus tests whose number of executions is published or can be counted by hand. */
#ifndef AGX_TESTS_ORACLE_LITMUS_KNOWN_H
#define AGX_TESTS_ORACLE_LITMUS_KNOWN_H

#include "oracle/litmus.h"

struct litmus_known {
	const char *name;
	unsigned executions_sc;
	unsigned executions_rc11;
	struct litmus program;
};

extern const struct litmus_known litmus_known[];
extern const size_t litmus_known_count;

#endif
