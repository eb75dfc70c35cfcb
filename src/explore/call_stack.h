/* SPDX-License-Identifier: MIT */
/* Where an access was made: the whole call stack, as one number. The hooks of function entry and exit keep a shadow stack
 * of each thread; a stack is a path in a tree of return addresses, and a *site* is a node of it. Sites live as long as the
 * process, so a cell of the shadow can name one for 4 bytes. Nodes are looked up only when an access is recorded. */
#ifndef AGX_EXPLORE_CALL_STACK_H
#define AGX_EXPLORE_CALL_STACK_H

#include "explore/runtime_internal.h"

#include <stdint.h>

const char *call_stack_init(void);

/* By hash: the node last found there. */
enum { CALL_SITES_FOUND_BITS = 10 };

struct call_site_found {
	uintptr_t pc;
	uint32_t parent;
	uint32_t site;
};

extern struct call_site_found call_sites_found[1 << CALL_SITES_FOUND_BITS];

/* What is not there. */
uint32_t call_stack_intern(uint32_t parent, uintptr_t pc, uint64_t hash);
uint32_t call_stack_find_innermost(struct runner *runner);

static inline uint64_t call_stack_hash(uint32_t parent, uintptr_t pc)
{
	return (pc ^ (uint64_t)parent << 40) * UINT64_C(0x9e3779b97f4a7c15);
}

static inline uint32_t call_stack_look_up(uint32_t parent, uintptr_t pc)
{
	uint64_t hash = call_stack_hash(parent, pc);
	const struct call_site_found *found = &call_sites_found[hash >> (64 - CALL_SITES_FOUND_BITS)];

	return found->pc == pc && found->parent == parent ? found->site : call_stack_intern(parent, pc, hash);
}

static inline uint32_t call_stack_innermost(void)
{
	struct runner *runner = &runners[current];

	return runner->innermost != CALL_SITE_UNKNOWN ? runner->innermost : call_stack_find_innermost(runner);
}

/* call_stack_site(), if that takes no look at tables; else CALL_SITE_UNKNOWN. Calls nothing. */
static inline uint32_t call_stack_site_found(const void *pc)
{
	uint32_t parent = runners[current].innermost;
	const struct call_site_found *found = &call_sites_found[call_stack_hash(parent, (uintptr_t)pc) >> (64 - CALL_SITES_FOUND_BITS)];

	return parent != CALL_SITE_UNKNOWN && found->pc == (uintptr_t)pc && found->parent == parent ? found->site : CALL_SITE_UNKNOWN;
}

/* The site of PC, a return address (or, EXACT, an instruction) in the function that the current thread is in. 0 when
 * there are too many. */
static inline uint32_t call_stack_site(const void *pc)
{
	return call_stack_look_up(call_stack_innermost(), (uintptr_t)pc);
}

uint32_t call_stack_site_exact(const void *pc);

/* The innermost address of SITE; 0 for 0. */
uintptr_t call_stack_pc(uint32_t site);

/* Fill *RET with the stack of SITE; empty for 0. */
void call_stack_of(uint32_t site, struct explorer_stack *ret);

#endif
