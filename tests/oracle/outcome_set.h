/* SPDX-License-Identifier: MIT */
/* How many executions ended in each final state. */
#ifndef AGX_TESTS_ORACLE_OUTCOME_SET_H
#define AGX_TESTS_ORACLE_OUTCOME_SET_H

#include "oracle/litmus.h"

struct outcome_count {
	struct final_state state;
	uint64_t executions;
};

/* Kept sorted by state. Zeroed: empty. */
struct outcome_set {
	struct outcome_count *list;
	size_t count;
	size_t room;
	uint64_t executions; /* of all states */
};

void outcome_set_add(struct outcome_set *set, const struct final_state *state);
bool outcome_set_equal(const struct outcome_set *a, const struct outcome_set *b);
/* The same states, however often. */
bool outcome_set_same_states(const struct outcome_set *a, const struct outcome_set *b);
/* Empty it, keeping its memory. */
void outcome_set_clear(struct outcome_set *set);
void outcome_set_release(struct outcome_set *set);
/* Write the states that A and B count differently, at most ten. */
void outcome_set_print_difference(const struct outcome_set *a, const struct outcome_set *b,
				  FILE *out);

#endif
