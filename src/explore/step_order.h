/* SPDX-License-Identifier: MIT */
/* An order of an execution's steps that is short to read: only those that matter, and few changes of thread.
 *
 * Every linear extension of program order and reads-from is a native order of the same execution. Modification order and
 * "reads before" (from a read to the write after what it read) are kept too as far as they form no cycle, so that an
 * execution that sequential consistency allows is shown as one, and of a weak one as few steps as possible look so.
 *
 *	struct step_need need = {{0}};
 *	need.of[finding->thread] = UINT_MAX;
 *	step_order_close(steps, count, &need);
 *	kept = step_order(steps, count, &need, order);
 *
 * It says nothing of what the program does between its steps: whether the finding is still there in the new order is seen by
 * running it (explorer_shorten.c).
 *
 * Thread safety: pure functions. */
#ifndef AGX_EXPLORE_STEP_ORDER_H
#define AGX_EXPLORE_STEP_ORDER_H

#include "explore/engine.h"

/* How many of each thread's first steps are wanted; those that wait do not count and are never taken. */
struct step_need {
	unsigned of[THREADS_MAX];
};

/* Cut NEED to the steps that there are, and add what those need. */
void step_order_close(const struct engine_step *steps, size_t count, struct step_need *need);

/* Write the numbers of the steps of NEED, which is closed, to ORDER (room for COUNT), with as few changes of thread as
 * the search finds: the fewest unless it has to leave out something (STEP_ORDER_WIDTH). Returns how many; 0: no
 * memory. */
size_t step_order(const struct engine_step *steps, size_t count, const struct step_need *need, unsigned *order);

enum {
	STEP_ORDER_WIDTH = 256,     /* different states with the same number of changes */
	STEP_ORDER_STATES = 1 << 14, /* after so many in all the search goes on with the best only */
};

#endif
