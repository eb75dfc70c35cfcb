/* SPDX-License-Identifier: MIT */
#include "explore/call_stack.h"

#include "explore/memory_map.h"
#include "explore/runtime_internal.h"

enum { SITES_MAX = 1 << 20, SLOTS = 1 << 21, RECENT_BITS = 10 };

struct node {
	uintptr_t pc; /* lowest bit of EXACT ones: kept in PARENT's top bit */
	uint32_t parent;
};

#define EXACT_BIT (UINT32_C(1) << 31)

static struct node *nodes; /* 0 is the bottom of every stack */
static uint32_t node_count = 1;
static uint32_t *slots; /* open addressing; 0: free */

/* By hash: the node last found there. */
static struct {
	uintptr_t pc;
	uint32_t parent;
	uint32_t site;
} recent[1 << RECENT_BITS];

const char *call_stack_init(void)
{
	nodes = memory_table(SITES_MAX * sizeof *nodes);
	slots = memory_table(SLOTS * sizeof *slots);
	return nodes == NULL || slots == NULL ? "no memory for call stacks" : NULL;
}

static uint32_t intern_slowly(uint32_t parent, uintptr_t pc, uint64_t hash)
{
	uint32_t at = (uint32_t)(hash >> 16) & (SLOTS - 1);

	for (; slots[at] != 0; at = (at + 1) & (SLOTS - 1)) {
		const struct node *node = &nodes[slots[at]];

		if (node->pc == pc && node->parent == parent)
			return slots[at];
	}
	if (node_count == SITES_MAX)
		return 0;
	nodes[node_count] = (struct node) {pc, parent};
	slots[at] = node_count;
	return node_count++;
}

static inline uint32_t intern(uint32_t parent, uintptr_t pc)
{
	uint64_t hash = (pc ^ (uint64_t)parent << 40) * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = hash >> (64 - RECENT_BITS);

	if (recent[at].pc == pc && recent[at].parent == parent)
		return recent[at].site;
	recent[at].pc = pc;
	recent[at].parent = parent;
	return recent[at].site = intern_slowly(parent, pc, hash);
}

static uint32_t find_innermost(struct runner *runner)
{
	unsigned depth = runner->depth < FRAMES_MAX ? runner->depth : FRAMES_MAX;
	unsigned known = depth;
	uint32_t site;

	while (known > 0 && runner->frames[known - 1].site == CALL_SITE_UNKNOWN)
		known--;
	site = known > 0 ? runner->frames[known - 1].site : 0;
	for (; known < depth; known++) {
		site = intern(site, (uintptr_t)runner->frames[known].pc);
		runner->frames[known].site = site;
	}
	return runner->innermost = site;
}

static inline uint32_t innermost(void)
{
	struct runner *runner = &runners[current];

	return runner->innermost != CALL_SITE_UNKNOWN ? runner->innermost : find_innermost(runner);
}

uint32_t call_stack_site(const void *pc)
{
	return intern(innermost(), (uintptr_t)pc);
}

uint32_t call_stack_site_exact(const void *pc)
{
	return intern(innermost() | EXACT_BIT, (uintptr_t)pc);
}

uintptr_t call_stack_pc(uint32_t site)
{
	return nodes[site].pc;
}

void call_stack_of(uint32_t site, struct explorer_stack *ret)
{
	ret->count = 0;
	ret->exact = (nodes[site].parent & EXACT_BIT) != 0;
	for (; site != 0 && nodes[site].pc != 0 && ret->count < EXPLORER_STACK_MAX;
	     site = nodes[site].parent & ~EXACT_BIT)
		ret->pcs[ret->count++] = (const void *)nodes[site].pc;
}

/* The hooks. Who calls a thread's function is of no interest: the runtime. A longjmp leaves frames behind whose place on the stack is below that of who goes on: they are dropped at
 * the next entry or exit. */
void __tsan_func_entry(const void *pc);
void __tsan_func_exit(void);

void __tsan_func_entry(const void *pc)
{
	struct runner *runner = &runners[current];
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	if (!running)
		return;
	runner->innermost = CALL_SITE_UNKNOWN;
	while (runner->depth > 0 && runner->depth <= FRAMES_MAX && runner->frames[runner->depth - 1].frame <= here)
		runner->depth--;
	if (runner->depth == 0)
		runner->frames[0] = (struct frame) {NULL, here, 0};
	else if (runner->depth < FRAMES_MAX)
		runner->frames[runner->depth] = (struct frame) {pc, here, CALL_SITE_UNKNOWN};
	runner->depth++;
}

void __tsan_func_exit(void)
{
	struct runner *runner = &runners[current];
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	if (!running || runner->depth == 0)
		return;
	runner->innermost = CALL_SITE_UNKNOWN;
	while (runner->depth > 1 && runner->depth <= FRAMES_MAX && runner->frames[runner->depth - 1].frame < here)
		runner->depth--;
	runner->depth--;
}
