/* SPDX-License-Identifier: MIT */
/* What is known of each 8 bytes of the program's memory: who accessed them last, whether they are alive, which bytes have
 * been written. From it the exact happens-before race detector, and use after free, out of bounds and uninitialised
 * reads.
 *
 * An access is stamped with (generation of the execution, thread, epoch): the epoch is the thread's own component of
 * its clock (struct thread). An earlier access of thread t at epoch e happens before the current one of thread s if and
 * only if e <= clock_s[t]. Unlike ThreadSanitizer's shadow nothing is evicted: what does not fit the cell goes into a
 * list. Stamps carry the generation, so that nothing is cleared between executions.
 *
 * What may be forgotten: an access that happens before a later write of the same bytes; whatever races with it races
 * with the write, or is ordered after both. And a read of a thread that reads the same bytes again. */
#ifndef AGX_EXPLORE_SHADOW_H
#define AGX_EXPLORE_SHADOW_H

#include "explore/memory_map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EPOCH_BITS = 27 };

struct cell {
	uint64_t write_stamp; /* of the last plain write; its generation is that of the whole cell */
	uint64_t read_stamp;
	uint32_t write_site;
	uint32_t read_site;
	uint32_t more;      /* list of other accesses; 0: none */
	uint8_t write_mask; /* bytes */
	uint8_t read_mask;
	uint8_t state;      /* enum cell_state */
	uint8_t written;    /* bytes of a heap block that hold a value */
};
_Static_assert(sizeof(struct cell) == 32, "address arithmetic of the hooks");

enum cell_state {
	CELL_PLAIN,       /* globals */
	CELL_STACK,
	CELL_HEAP,        /* in a live block; CELL_HEAP + 1 to + 7: only so many bytes of it */
	CELL_FREED = CELL_HEAP + 8, /* write_* tell of the free */
	CELL_START,       /* the granule before a live block */
	CELL_START_FREED, /* before a freed one; write_* tell of the free */
	CELL_REDZONE,
	CELL_UNALLOCATED, /* of the heap */
};

/* Sizes are 0 while nothing is to be seen. */
extern uintptr_t shadow_globals_base;
extern uintptr_t shadow_globals_bytes;
extern uintptr_t shadow_arena_bytes;
extern struct cell *shadow_globals_cells;
extern struct cell *shadow_arena_cells;
extern uint64_t shadow_stamp; /* of the current thread */

/* NULL: not memory that is watched. */
static inline struct cell *shadow_cell(uintptr_t address)
{
	struct cell *cell;

	if (address - shadow_globals_base < shadow_globals_bytes)
		cell = &shadow_globals_cells[(address - shadow_globals_base) >> 3];
	else if (address - ARENA_BASE < shadow_arena_bytes)
		cell = &shadow_arena_cells[(address - ARENA_BASE) >> 3];
	else
		return NULL;
	if (cell == NULL)
		__builtin_unreachable(); /* the tables are there: spares callers a second branch */
	return cell;
}

const char *shadow_init(uintptr_t globals_base, size_t globals_bytes);
/* Show or hide the memory to the hooks. */
void shadow_show(bool shown);
/* Before an execution. */
void shadow_reset(void);
/* After the current thread or its clock has changed. */
void shadow_restamp(void);

/* Plain accesses that the fast path has not settled. MASK: bytes of CELL's granule. */
void shadow_read(struct cell *cell, uintptr_t address, unsigned mask, const void *pc);
void shadow_write(struct cell *cell, uintptr_t address, unsigned mask, const void *pc);
/* Any number of bytes, no reports of uninitialised ones: struct copies, memcpy and the like. */
void shadow_read_range(uintptr_t address, size_t bytes, const void *pc);
void shadow_write_range(uintptr_t address, size_t bytes, const void *pc);

/* The use of a primitive, SIZE of its first bytes: races with what initialises, destroys or frees it. */
void shadow_use(uintptr_t address, unsigned size, const void *pc);

/* An atomic access. Before: that the memory is there and alive. After engine->perform(): races, and whether it is still alive. ENTRY is
 * shadow_stamp from before. */
void shadow_atomic_before(uintptr_t address, unsigned size, bool write, const void *pc);
void shadow_atomic_after(uintptr_t address, unsigned size, bool read, bool write, uint64_t entry, const void *pc);
/* Before that, of an update that has read what a new block is full of and overwritten it: was it ever written? */
void shadow_updated_fill(uintptr_t address, unsigned size, const void *pc);

/* From the next execution on, plain accesses of SIZE bytes at ADDRESS are relaxed atomics. False: it was so already, or there
 * are too many. Forgotten by shadow_promote_none().
 * SIZE 0: ADDRESS is that of an instruction whose accesses cannot be made so, as they are of a block of bytes. Races of what
 * it accesses are passed over: each thread sees the memory as the execution happens to leave it, which is one of the things
 * that may happen. */
bool shadow_promote(uintptr_t address, unsigned size);
void shadow_promote_none(void);
/* The promoted location number I; false: there are not so many. */
bool shadow_promoted(unsigned i, uintptr_t *ret_address, unsigned *ret_size);

/* A block of BYTES at ADDRESS begins, its contents written (calloc) or not. */
void shadow_block_new(uintptr_t address, size_t bytes, bool written, const void *pc);
/* It ends: a write of all of it. */
void shadow_block_free(uintptr_t address, size_t bytes, const void *pc);
/* A copy of BYTES at FROM was made at TO: what was never written stays so. */
void shadow_copy_written(uintptr_t to, uintptr_t from, size_t bytes);

#endif
