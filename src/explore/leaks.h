/* SPDX-License-Identifier: MIT */
/* What a complete execution leaves behind, on request: threads that were neither joined nor detached, and heap blocks that
 * nothing points to: no word of the program's globals or of another live block holds an address in them. */
#ifndef AGX_EXPLORE_LEAKS_H
#define AGX_EXPLORE_LEAKS_H

#include <stdbool.h>

/* Look at the execution that just ended. True: there is a leak, and runtime_end_state tells of it. */
bool leaks_find(void);

#endif
