/* SPDX-License-Identifier: MIT */
/* An atomic access of real memory, as the hooks of all names make it. */
#ifndef AGX_EXPLORE_ATOMIC_ACCESS_H
#define AGX_EXPLORE_ATOMIC_ACCESS_H

#include "explore/operation.h"

/* Do the READ, WRITE or UPDATE *OP, whose pc is set, and return the value read. While the program does not run it is
 * done on memory directly. */
struct value atomic_access(struct operation *op);

void atomic_fence(enum order order, const void *pc);

/* Shall a weak compare-exchange fail for no reason? Always false unless options ask. */
bool atomic_weak_fails(const void *pc);

#endif
