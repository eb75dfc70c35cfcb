/* SPDX-License-Identifier: MIT */
#include "explore/heap.h"

#include "explore/call_stack.h"
#include "explore/memory_map.h"
#include "explore/primitive.h"
#include "explore/runtime_internal.h"
#include "explore/shadow.h"
#include "explore/spin.h"

#include <string.h>

enum { BEFORE_BYTES = 16, AFTER_BYTES = 32, SEARCH_MAX = 1 << 16 };

size_t heap_early_blocks;

/* In the 16 bytes before the block. */
struct block {
	uint64_t bytes;
	uint32_t site; /* of the allocation */
	uint32_t unused;
};
_Static_assert(sizeof(struct block) == BEFORE_BYTES, "the header fills the redzone before a block");

static bool fails(const void *pc)
{
	struct operation op = {.kind = OPERATION_CHOICE, .operand = {2, 0}, .pc = pc,
			       .primitive = PRIMITIVE_MALLOC};

	if (!explorer_options.malloc_fails)
		return false;
	runtime_perform(&op);
	return op.result.low == 1;
}

void *heap_new(size_t bytes, size_t alignment, bool zeroed, const void *pc)
{
	struct runner *runner = &runners[current];
	uintptr_t end = ARENA_BASE + (current + 1) * HEAP_BYTES_EACH;
	uintptr_t at = (runner->heap_next + BEFORE_BYTES + alignment - 1) & ~(uintptr_t)(alignment - 1);
	struct block *block = (struct block *)(at - BEFORE_BYTES);

	spin_side_effect();
	if (bytes > HEAP_BYTES_EACH || alignment > HEAP_BYTES_EACH || at + bytes + AFTER_BYTES + 16 > end)
		unsupported("more than 64 MiB of heap of one thread in one execution", call_stack_site(pc));
	if (fails(pc))
		return NULL;
	runner->heap_next = ((at + bytes + 15) & ~(uintptr_t)15) + AFTER_BYTES;
	block->bytes = bytes;
	block->site = call_stack_site(pc);
	memset((void *)at, zeroed ? 0 : HEAP_FILL, bytes);
	shadow_block_new(at, bytes, zeroed, pc);
	return (void *)at;
}

static _Noreturn void bad_free(uintptr_t address, enum finding_kind kind, const struct cell *cell, const void *pc)
{
	struct finding_report report = {.kind = kind, .address = address, .has_address = true, .access = "free",
					.other = -1, .site = call_stack_site(pc)};

	if (kind == FINDING_DOUBLE_FREE) {
		report.other = (int)((uint32_t)cell->write_stamp >> EPOCH_BITS);
		report.other_epoch = (uint32_t)cell->write_stamp & ((UINT32_C(1) << EPOCH_BITS) - 1);
		report.other_access = "free";
		report.other_site = cell->write_site;
		finding(&report, "thread %u frees what thread %d has freed", current, report.other);
	}
	finding(&report, "thread %u frees what is not the start of a heap block", current);
}

void heap_free(void *block, const void *pc)
{
	uintptr_t address = (uintptr_t)block;
	const struct cell *start = in_heap(address - 8) && address % 16 == 0 ? shadow_cell(address - 8) : NULL;

	spin_side_effect();
	if (start == NULL || start->write_stamp >> 32 != generation)
		bad_free(address, FINDING_BAD_FREE, NULL, pc);
	if (start->state == CELL_START_FREED)
		bad_free(address, FINDING_DOUBLE_FREE, start, pc);
	if (start->state != CELL_START)
		bad_free(address, FINDING_BAD_FREE, NULL, pc);
	shadow_block_free(address, heap_bytes(block), pc);
}

bool heap_is_live(const void *block)
{
	uintptr_t address = (uintptr_t)block;
	const struct cell *start = in_heap(address - 8) && address % 16 == 0 ? shadow_cell(address - 8) : NULL;

	return start != NULL && start->write_stamp >> 32 == generation && start->state == CELL_START;
}

size_t heap_bytes(const void *block)
{
	return ((const struct block *)((uintptr_t)block - BEFORE_BYTES))->bytes;
}

uint32_t heap_site(const void *block)
{
	return ((const struct block *)((uintptr_t)block - BEFORE_BYTES))->site;
}

bool heap_find(uintptr_t address, struct heap_block *ret_block)
{
	uintptr_t at = address & ~(uintptr_t)15;
	bool found = false;

	if (!in_heap(address))
		return false;
	shadow_show(true);
	for (unsigned i = 0; i < SEARCH_MAX && in_heap(at - 8) && !found; i++, at -= 16) {
		const struct cell *start = shadow_cell(at - 8);

		found = start != NULL && start->write_stamp >> 32 == generation &&
			(start->state == CELL_START || start->state == CELL_START_FREED);
		if (found)
			*ret_block = (struct heap_block) {at, heap_bytes((const void *)at), heap_site((const void *)at)};
	}
	shadow_show(false);
	return found;
}
