/* SPDX-License-Identifier: MIT */
/* A search that is interrupted between two executions: what was found and counted, and what is left to do. It is what a
 * process of a shared search hands back, what the next round of processes starts from, and what a checkpoint holds.
 *
 * It is of one program image at one place in memory; items are those of the engine (struct engine_items). */
#ifndef AGX_EXPLORE_SEARCH_STATE_H
#define AGX_EXPLORE_SEARCH_STATE_H

#include "explore/operation.h"
#include "explore/result_pack.h"

enum { SEARCH_JOBS_MAX = 64, SEARCH_PROMOTED_MAX = 64 };

/* Items of one process, oldest first: each its size and its bytes. */
struct item_stack {
	struct packer items;
	size_t count;
};

struct search_state {
	struct explorer_result result; /* counts are of the search since the last location was promoted */
	double cpu_seconds;
	unsigned stack_count;
	struct item_stack stacks[SEARCH_JOBS_MAX];
	unsigned promoted_count; /* locations taken for relaxed atomics (explorer_options.explore_races) */
	struct {
		uint64_t address;
		uint64_t size;
	} promoted[SEARCH_PROMOTED_MAX];
	uint16_t children[THREADS_MAX]; /* numbers of threads (runtime_children_share) */
};

/* The bytes of an item are put on STACK. */
void item_stack_add(struct item_stack *stack, const void *bytes, size_t count);

/* Call TAKE with each item of STACK, oldest first; stops and returns false when it does. */
bool item_stack_each(const struct item_stack *stack, bool (*take)(const void *bytes, size_t count));

size_t search_state_items(const struct search_state *state);

/* All items are done with, or of no use any more. */
void search_state_drop_items(struct search_state *state);

/* Its items move to COUNT stacks, whole stacks at a time, so that each is still explored newest first. False: no memory. */
bool search_state_deal(struct search_state *state, unsigned count);

void search_state_promote(struct search_state *state, uint64_t address, uint64_t size);

void search_state_pack(struct packer *packer, const struct search_state *state);
/* Into *STATE, to be released by the caller in any case. */
void search_state_unpack(struct unpacker *unpacker, struct search_state *state);

void search_state_release(struct search_state *state);

#endif
