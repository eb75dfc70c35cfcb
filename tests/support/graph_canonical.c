// SPDX-License-Identifier: MIT
#include "support/graph_canonical.h"

#include "explore/graph_events.h"

#include <stdlib.h>

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0xff51afd7ed558ccd);
	return hash ^ hash >> 32;
}

static uint64_t mix_event(uint64_t hash, event_id id)
{
	if (id == EVENT_NONE)
		return mix(hash, UINT64_MAX);
	return mix(mix(hash, graph.records[id].thread), graph.events[id].index);
}

uint64_t graph_canonical_hash(void)
{
	uint64_t hash = 1;

	for (unsigned t = 0; t < graph.lanes; t++) {
		const struct graph_thread *thread = &graph.threads[t];

		hash = mix(hash, thread->length);
		for (unsigned i = 0; i < thread->length; i++) {
			const struct record *record = &graph.records[thread->events[i]];

			hash = mix(hash, record->kind);
			hash = mix(hash, record->alternative);
			hash = mix(hash, record->kind == EVENT_WRITE ? record->position : 0);
			if (record->flags & RECORD_WAITING)
				hash = mix(hash, 1);
			else if (record->kind == EVENT_READ)
				hash = mix_event(hash, record->source);
		}
	}
	return hash | 1;
}

static void grow(struct hash_set *set)
{
	struct hash_set larger = {.size = set->size ? set->size * 2 : 1024};

	larger.slots = calloc(larger.size, sizeof *larger.slots);
	if (!larger.slots)
		abort();
	for (size_t i = 0; i < set->size; i++) {
		if (set->slots[i] != 0)
			hash_set_add(&larger, set->slots[i]);
	}
	free(set->slots);
	*set = larger;
}

bool hash_set_add(struct hash_set *set, uint64_t hash)
{
	size_t i;

	if (set->count * 2 >= set->size)
		grow(set);
	for (i = hash & (set->size - 1); set->slots[i] != 0; i = (i + 1) & (set->size - 1)) {
		if (set->slots[i] == hash)
			return false;
	}
	set->slots[i] = hash;
	set->count++;
	return true;
}

void hash_set_release(struct hash_set *set)
{
	free(set->slots);
	*set = (struct hash_set) {0};
}
