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
/* A compare-exchange whose caller cannot tell: unsupported if options ask. */
void atomic_cannot_tell_weak(const void *pc);

/* Values of SIZE bytes that are handed over by address, as that which a compare-exchange expects, and which it replaces by
 * what it has read when it fails. Plain accesses of the program, though it makes them in the hook. */
struct value atomic_argument_read(const void *argument, unsigned size, const void *pc);
void atomic_argument_write(void *argument, unsigned size, struct value value, const void *pc);

#endif
