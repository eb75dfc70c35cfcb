/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16384 };

struct agx_arena_block {
	struct agx_arena_block *next;
	size_t used;
	size_t size;
	_Alignas(max_align_t) char bytes[];
};

static struct agx_arena_block *block_new(struct agx_arena *arena, size_t size)
{
	struct agx_arena_block *block = malloc(sizeof *block + size);

	if (block == NULL)
		return NULL;
	block->used = 0;
	block->size = size;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void *agx_arena_take(struct agx_arena *arena, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	struct agx_arena_block *block = arena->blocks;
	void *bytes;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = (size + align - 1) / align * align;
	if (block == NULL || block->size - block->used < size)
		block = block_new(arena, size > BLOCK_BYTES ? size : BLOCK_BYTES);
	if (block == NULL)
		return NULL;
	bytes = block->bytes + block->used;
	block->used += size;
	arena->bytes_used += size;
	return memset(bytes, 0, size);
}

char *agx_arena_copy(struct agx_arena *arena, const char *bytes, size_t length)
{
	char *copy = length == SIZE_MAX ? NULL : agx_arena_take(arena, length + 1);

	if (copy != NULL && length > 0)
		memcpy(copy, bytes, length);
	return copy;
}

void agx_arena_release(struct agx_arena *arena)
{
	while (arena->blocks != NULL) {
		struct agx_arena_block *next = arena->blocks->next;

		free(arena->blocks);
		arena->blocks = next;
	}
	arena->bytes_used = 0;
}
