/* SPDX-License-Identifier: MIT */
/* Where an access was made: the whole call stack, as one number. The hooks of function entry and exit keep a shadow stack
 * of each thread; a stack is a path in a tree of return addresses, and a *site* is a node of it. Sites live as long as the
 * process, so a cell of the shadow can name one for 4 bytes. Nodes are looked up only when an access is recorded. */
#ifndef AGX_EXPLORE_CALL_STACK_H
#define AGX_EXPLORE_CALL_STACK_H

#include "explore/explorer.h"

#include <stdint.h>

const char *call_stack_init(void);

/* The site of PC, a return address (or, EXACT, an instruction) in the function that the current thread is in. 0 when
 * there are too many. */
uint32_t call_stack_site(const void *pc);
uint32_t call_stack_site_exact(const void *pc);

/* The innermost address of SITE; 0 for 0. */
uintptr_t call_stack_pc(uint32_t site);

/* Fill *RET with the stack of SITE; empty for 0. */
void call_stack_of(uint32_t site, struct explorer_stack *ret);

#endif
