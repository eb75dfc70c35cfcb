/* SPDX-License-Identifier: MIT */
/* The brute-force oracle: all consistent executions of a small program, by trying everything.
 *
 * Each read is given each write of its location in turn (the writes of its own thread and those that come later included), and
 * values follow from that by running the threads; where a thread waits for a write that in the end waits for it, po | rf has a
 * cycle and the candidate goes (no-thin-air). Then every order of the writes of each location is tried. What the axioms (axioms.h)
 * let pass is counted: an execution graph each, once. */
#ifndef AGX_TESTS_ORACLE_ENUMERATE_H
#define AGX_TESTS_ORACLE_ENUMERATE_H

#include "oracle/axioms.h"
#include "oracle/outcome_set.h"

/* Add to RET_OUTCOMES all executions of PROGRAM under OPTIONS. Returns false, with some of them added, when more than
 * CANDIDATES_MAX reads-from candidates would have to be tried or too many orders of writes kept; primitives are not understood (asserted). */
bool enumerate(const struct litmus *program, const struct axiom_options *options,
	       uint64_t candidates_max, struct outcome_set *ret_outcomes);

#endif
