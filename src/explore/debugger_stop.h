/* SPDX-License-Identifier: MIT */
/* Where a debugger stops a replayed program (subject/subject_gdb.c has the script that goes with it). */
#ifndef AGX_EXPLORE_DEBUGGER_STOP_H
#define AGX_EXPLORE_DEBUGGER_STOP_H

#include <stdint.h>

/* WHAT was found, on the stack of the current thread, at SITE of the program (0: at no place of its own). Does nothing else
 * than to fill in what the debugger reads. */
void debugger_stop(const char *what, uint32_t site);

#endif
