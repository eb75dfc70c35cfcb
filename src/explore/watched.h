/* SPDX-License-Identifier: MIT */
/* What libc reads and writes for the program, without hooks, is told to the race detector here. A fault in it is the
 * caller's: crash_blame(). All do nothing while the program does not run. */
#ifndef AGX_EXPLORE_WATCHED_H
#define AGX_EXPLORE_WATCHED_H

#include <stddef.h>

void watched_read(const void *from, size_t bytes, const void *pc);
void watched_write(const void *to, size_t bytes, const void *pc);

/* strnlen(STRING, BYTES_MAX), and a read of what it looks at. */
size_t watched_length(const char *string, size_t bytes_max, const void *pc);

#endif
