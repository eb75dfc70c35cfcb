/* SPDX-License-Identifier: MIT */
/* The explored program's heap: a bump arena for each thread at a fixed address, so that an address depends on (thread,
 * how much it has allocated before) only. Nothing is used twice within an execution: a pointer to a freed block never
 * points into another. 16 bytes lie before and at least 32 after each block. */
#ifndef AGX_EXPLORE_HEAP_H
#define AGX_EXPLORE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ALIGNMENT is a power of two, at least 16. NULL when options ask for failures and this is one. */
void *heap_new(size_t bytes, size_t alignment, bool zeroed, const void *pc);
void heap_free(void *block, const void *pc);
/* Is it the start of a block that was not freed? */
bool heap_is_live(const void *block);
/* Of a live block. */
size_t heap_bytes(const void *block);
/* Where it was allocated. */
uint32_t heap_site(const void *block);

/* The block, freed or not, that ADDRESS lies in or closely behind. Returns false if there is none. Between executions only: the
 * memory is that of the last one. */
struct heap_block {
	uintptr_t start;
	size_t bytes;
	uint32_t site; /* of its allocation */
};
bool heap_find(uintptr_t address, struct heap_block *ret_block);

/* Blocks that the program got before it ran (static constructors): they are not put back between executions. */
extern size_t heap_early_blocks;

#endif
