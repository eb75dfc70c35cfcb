/* SPDX-License-Identifier: MIT */
/* The end of the explored program as a process. */
#ifndef AGX_EXPLORE_PROCESS_CALLS_H
#define AGX_EXPLORE_PROCESS_CALLS_H

#include <stdbool.h>

/* Before an execution: no exit handlers. */
void process_reset(void);

/* exit(STATUS), or main returned it (PC NULL); HANDLERS: of atexit. */
_Noreturn void process_exit(int status, bool handlers, const void *pc);

#endif
