/* SPDX-License-Identifier: MIT */
/* Programs with loops, for tests of what is cut (explore/spin.h); compiled as explored programs are. */
#ifndef AGX_TESTS_EXPLORER_LOOPS_PROGRAMS_H
#define AGX_TESTS_EXPLORER_LOOPS_PROGRAMS_H

#define EXPLORER_LOOPS_PROGRAMS(X) \
	X(waits_for_a_flag) X(waits_by_comparison) X(waits_and_writes_a_local) X(counts_in_a_local) X(counts_in_a_global) \
	X(counts_in_an_atomic) X(counts_by_addition) X(waits_and_allocates) X(waits_and_locks) X(waits_and_counts)

#define DECLARE(name) int name(void *argument);
EXPLORER_LOOPS_PROGRAMS(DECLARE)
#undef DECLARE

#endif
