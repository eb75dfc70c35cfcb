/* SPDX-License-Identifier: MIT */
/* Memory that lives and dies together: the strings and arrays of one report.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_BASE_ARENA_H
#define AGX_BASE_ARENA_H

#include <stddef.h>

struct agx_arena_block;

struct agx_arena {
	struct agx_arena_block *blocks; /* newest first; NULL when empty */
	size_t bytes_used;
};

/* SIZE zeroed bytes, aligned for any type; NULL on lack of memory. Valid until the release. */
void *agx_arena_take(struct agx_arena *arena, size_t size);

/* A NUL-terminated copy of LENGTH bytes; NULL on lack of memory. */
char *agx_arena_copy(struct agx_arena *arena, const char *bytes, size_t length);

/* Free everything taken; the arena is empty again. */
void agx_arena_release(struct agx_arena *arena);

#endif
