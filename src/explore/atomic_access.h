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

/* What a compare-exchange does with the value that its caller expects, of SIZE bytes: reads it before; writes what it READ
 * there when it has failed. Plain accesses of the program, though it makes them in the hook. */
struct value atomic_expected(const void *expected, unsigned size, const void *pc);
void atomic_failed(void *expected, unsigned size, struct value read, const void *pc);

#endif
