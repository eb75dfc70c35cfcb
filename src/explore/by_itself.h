/* SPDX-License-Identifier: MIT */
/* What the standard lets happen without a cause, on request: a wait on a condition that wakes up spuriously, a weak
 * compare-exchange that fails.
 *
 * Each is a CHOICE, but not twice in a row at one place (call stack) of a thread: the next try there takes its course. A
 * loop around it would else never end. What is lost: executions in which one try fails by itself again and again. Where
 * the loop's body does nothing that can be seen they differ from an explored one in nothing (explore/spin.h); where it
 * does, the limit is an assumption, and the result says so. */
#ifndef AGX_EXPLORE_BY_ITSELF_H
#define AGX_EXPLORE_BY_ITSELF_H

#include "explore/primitive.h"

#include <stdbool.h>

/* Does it happen now? */
bool by_itself(enum primitive primitive, const void *pc);

#endif
