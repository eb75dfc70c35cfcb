/* SPDX-License-Identifier: MIT */
/* Where the explored program's memory lies. Heap and stacks are at fixed addresses, so that an address is a function of
 * (thread, index) in every execution and every process. */
#ifndef AGX_EXPLORE_MEMORY_MAP_H
#define AGX_EXPLORE_MEMORY_MAP_H

#include "explore/operation.h"

#include <stdbool.h>
#include <stddef.h>

#define ARENA_BASE UINT64_C(0x100000000000)
#define HEAP_BYTES_EACH (UINT64_C(1) << 26)  /* of one thread, in one execution */
#define STACK_BYTES_EACH (UINT64_C(1) << 20) /* guard page and the parked pthread included */
#define HEAP_BYTES (HEAP_BYTES_EACH * THREADS_MAX)
#define STACKS_BASE (ARENA_BASE + HEAP_BYTES)
#define ARENA_BYTES (HEAP_BYTES + STACK_BYTES_EACH * THREADS_MAX)

/* What a new block is full of. */
enum { HEAP_FILL = 0xcb };

static inline bool in_heap(uintptr_t address)
{
	return address - ARENA_BASE < HEAP_BYTES;
}

static inline bool in_stacks(uintptr_t address)
{
	return address - STACKS_BASE < STACK_BYTES_EACH * THREADS_MAX;
}

/* Of an address in the stacks. */
static inline unsigned stack_owner(uintptr_t address)
{
	return (unsigned)((address - STACKS_BASE) / STACK_BYTES_EACH);
}

/* Reserve the arena and its shadow, find the globals of the program. Once per process. NULL, or why not. */
const char *memory_map_init(void);

/* Take the image of the globals and of TLS that each execution starts from. */
void memory_image_take(void);

/* Put globals back; memory_tls_reset() does it for the TLS of a thread whose thread pointer is THREAD_POINTER. */
void memory_globals_reset(void);
void memory_tls_reset(uintptr_t thread_pointer);

/* The program's variables, range number I; false: there are not so many. */
bool memory_globals(unsigned i, const char **ret_from, size_t *ret_bytes);

/* Zeroed memory that grows on use, for tables; NULL if there is none. Never freed. */
void *memory_table(size_t bytes);

#endif
