/* SPDX-License-Identifier: MIT */
#include "explore/leaks.h"

#include "explore/heap.h"
#include "explore/memory_map.h"
#include "explore/runtime_internal.h"
#include "explore/shadow.h"

#include <stdio.h>
#include <stdlib.h>

enum { BLOCKS_MAX = 1 << 16 };

struct live_block {
	uintptr_t address;
	size_t bytes;
	unsigned thread; /* that allocated it */
	bool reached;
};

static struct live_block *blocks; /* by address */
static size_t block_count;

static void report(enum finding_kind kind, unsigned thread, uint32_t site, uintptr_t address)
{
	struct runtime_end *end = &runtime_end_state;

	end->kind = finding_word(kind);
	end->thread = thread;
	end->report = (struct finding_report) {.kind = kind, .address = address, .has_address = address != 0,
					       .other = -1, .site = site};
}

static bool thread_leaked(void)
{
	for (unsigned t = 1; t < thread_count; t++) {
		if (!threads[t].exists || runners[t].joined || runners[t].detached)
			continue;
		report(FINDING_THREAD_LEAK, t, runners[t].create_site, 0);
		(void)snprintf(runtime_end_state.message, FINDING_MESSAGE_BYTES,
			       "thread %u was neither joined nor detached", t);
		return true;
	}
	return false;
}

static void collect(unsigned thread)
{
	for (uintptr_t at = ARENA_BASE + thread * HEAP_BYTES_EACH + 16; at < runners[thread].heap_next; at += 16)
		if (block_count < BLOCKS_MAX && heap_is_live((const void *)at))
			blocks[block_count++] = (struct live_block) {at, heap_bytes((const void *)at), thread, false};
}

static struct live_block *block_with(uintptr_t address)
{
	size_t low = 0;
	size_t high = block_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (blocks[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	/* One past the end is a pointer into it, too. */
	return low > 0 && address - blocks[low - 1].address <= blocks[low - 1].bytes ? &blocks[low - 1] : NULL;
}

static void scan(const char *from, size_t bytes, const struct live_block *self)
{
	const uintptr_t *word = (const uintptr_t *)(((uintptr_t)from + 7) & ~(uintptr_t)7);

	for (; (const char *)(word + 1) <= from + bytes; word++) {
		struct live_block *target = in_heap(*word) ? block_with(*word) : NULL;

		if (target != NULL && target != self)
			target->reached = true;
	}
}

static bool memory_leaked(void)
{
	const char *from;
	size_t bytes;

	if (blocks == NULL)
		blocks = memory_table(BLOCKS_MAX * sizeof *blocks);
	if (blocks == NULL)
		return false;
	block_count = 0;
	for (unsigned t = 0; t < thread_count; t++)
		if (threads[t].exists)
			collect(t);
	for (unsigned i = 0; memory_globals(i, &from, &bytes); i++)
		scan(from, bytes, NULL);
	for (size_t i = 0; i < block_count; i++)
		scan((const char *)blocks[i].address, blocks[i].bytes, &blocks[i]);
	for (size_t i = 0; i < block_count; i++) {
		if (blocks[i].reached)
			continue;
		report(FINDING_MEMORY_LEAK, blocks[i].thread, heap_site((const void *)blocks[i].address),
		       blocks[i].address);
		(void)snprintf(runtime_end_state.message, FINDING_MESSAGE_BYTES,
			       "%zu bytes that thread %u allocated are not freed, and nothing points to them",
			       blocks[i].bytes, blocks[i].thread);
		return true;
	}
	return false;
}

bool leaks_find(void)
{
	bool found;

	shadow_show(true); /* heap_is_live() looks there */
	found = thread_leaked() || memory_leaked();
	shadow_show(false);
	return found;
}
