/* SPDX-License-Identifier: MIT */
/* Volatile accesses as relaxed atomics, on request (explorer_options.volatile_atomic). The hook comes before the
 * program's own access: a read's value is put into memory for it to find, a write's is told to the engine before the
 * thread's next operation. */
#ifndef AGX_EXPLORE_VOLATILE_ACCESS_H
#define AGX_EXPLORE_VOLATILE_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

/* False: not possible for this access (not running, not aligned, a local of the thread); treat it as plain. */
bool volatile_read(uintptr_t address, unsigned size, const void *pc);
bool volatile_write(uintptr_t address, unsigned size, const void *pc);

/* The same for a location that is promoted (shadow.h), whatever memory it is in. */
bool promoted_access(uintptr_t address, unsigned size, const void *pc, bool write);

#endif
