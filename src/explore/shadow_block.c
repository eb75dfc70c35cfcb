/* SPDX-License-Identifier: MIT */
/* What the shadow knows of heap blocks: their bytes, what lies beside them, what is left of them. */
#include "explore/shadow_internal.h"

#include "explore/call_stack.h"
#include "explore/runtime_internal.h"

/* No fast path past a promoted location. */
static void keep_promoted_visible(struct cell *cell, uintptr_t block, size_t bytes)
{
	uintptr_t address;
	unsigned size;

	for (unsigned i = 0; shadow_promoted(i, &address, &size); i++)
		if (address - block < bytes)
			cell[(address - block) / 8].write_mask = 0;
}

void shadow_block_new(uintptr_t address, size_t bytes, bool written, const void *pc)
{
	struct cell *cell = &shadow_arena_cells[(address - ARENA_BASE) >> 3];
	struct cell fresh = {
		.write_stamp = written ? shadow_stamp : (uint64_t)generation << 32,
		.read_stamp = (uint64_t)generation << 32,
		.write_site = call_stack_site(pc),
		.write_mask = written ? 0xff : 0,
		.state = CELL_HEAP,
		.written = written ? 0xff : 0,
	};
	struct cell redzone = {.write_stamp = (uint64_t)generation << 32, .state = CELL_REDZONE};
	size_t whole = bytes / 8;

	cell[-2] = redzone;
	cell[-1] = redzone;
	cell[-1].state = CELL_START;
	for (size_t i = 0; i < whole; i++)
		cell[i] = fresh;
	if (bytes % 8 != 0) {
		cell[whole] = fresh;
		cell[whole].state = (uint8_t)(CELL_HEAP + bytes % 8);
		cell[whole].write_mask &= (uint8_t)((1u << bytes % 8) - 1); /* no fast path past the end */
		whole++;
	}
	for (size_t i = whole; i < (bytes + 15) / 16 * 2 + 4; i++)
		cell[i] = redzone;
	keep_promoted_visible(cell, address, bytes);
}

void shadow_block_free(uintptr_t address, size_t bytes, const void *pc)
{
	struct cell *cell = &shadow_arena_cells[(address - ARENA_BASE) >> 3];
	struct cell freed = {
		.write_stamp = shadow_stamp,
		.read_stamp = (uint64_t)generation << 32,
		.write_site = call_stack_site(pc),
		.write_mask = 0xff,
		.state = CELL_FREED,
	};

	shadow_free_range(address, bytes, pc);
	for (size_t i = 0; i < (bytes + 7) / 8; i++)
		cell[i] = freed;
	cell[-1] = freed;
	cell[-1].state = CELL_START_FREED;
}

/* Both are multiples of 16: starts of blocks. */
void shadow_copy_written(uintptr_t to, uintptr_t from, size_t bytes)
{
	for (size_t i = 0; i < bytes; i += 8) {
		const struct cell *source = shadow_cell(from + i);
		struct cell *copy = shadow_cell(to + i);

		if (source != NULL && copy != NULL && !is_stale(source))
			copy->written = source->written;
	}
}
