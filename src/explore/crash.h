/* SPDX-License-Identifier: MIT */
/* Faults of the explored program become findings, and exploration goes on: a handler on its own stack finds out who did
 * what where and leaves by a switch to the explorer. */
#ifndef AGX_EXPLORE_CRASH_H
#define AGX_EXPLORE_CRASH_H

#include <stdbool.h>

/* Take over the signals; NULL, or why not. crash_release() gives them back. */
const char *crash_install(void);
void crash_release(void);

/* A thread that uses so many seconds of CPU time without an operation ends its execution as unsupported. */
enum { ENDLESS_SECONDS = 3 };

/* From now on a fault is one of the program's at PC (a return address), not of who touches memory for it. NULL: it is
 * who faults. */
void crash_blame(const void *pc, bool write);

#endif
