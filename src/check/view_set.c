/* SPDX-License-Identifier: MIT */
#include "check/view_set.h"

#include "check/state_table.h"

#include <stdlib.h>

enum { VIEWS_COUNT_MAX = 1 << 30 };

static bool grow_index(struct place_index *index, size_t capacity)
{
	free(index->places);
	index->places = calloc(capacity, sizeof *index->places);
	index->capacity = capacity;
	return index->places != NULL;
}

static uint32_t *find_view(const struct view_set *set, const uint64_t *view)
{
	const struct place_index *index = &set->view_index;
	size_t at = (size_t)scale(state_hash(view, set->words), index->capacity);

	while (index->places[at] != 0 &&
	       !state_is_equal(set->views + (size_t)(index->places[at] - 1) * set->words, view, set->words))
		at = at + 1 == index->capacity ? 0 : at + 1;
	return &index->places[at];
}

static uint32_t *find_surroundings(const struct view_set *set, uint64_t global)
{
	const struct place_index *index = &set->surroundings_index;
	size_t at = (size_t)scale(state_hash(&global, 1), index->capacity);

	while (index->places[at] != 0 && set->surroundings[index->places[at] - 1].global != global)
		at = at + 1 == index->capacity ? 0 : at + 1;
	return &index->places[at];
}

static bool reserve_views(struct view_set *set)
{
	size_t capacity = set->capacity == 0 ? 1024 : set->capacity * 2;
	uint64_t *grown;

	if (set->count < set->capacity)
		return true;
	grown = realloc(set->views, capacity * set->words * sizeof *grown);
	if (grown == NULL)
		return false;
	set->views = grown;
	set->capacity = capacity;
	if (!grow_index(&set->view_index, capacity * 2))
		return false;
	for (size_t i = 0; i < set->count; i++)
		*find_view(set, set->views + i * set->words) = (uint32_t)i + 1;
	return true;
}

static bool reserve_surroundings(struct view_set *set)
{
	size_t capacity = set->surroundings_capacity == 0 ? 64 : set->surroundings_capacity * 2;
	struct surroundings *grown;

	if (set->surroundings_count < set->surroundings_capacity)
		return true;
	grown = realloc(set->surroundings, capacity * sizeof *grown);
	if (grown == NULL)
		return false;
	set->surroundings = grown;
	set->surroundings_capacity = capacity;
	if (!grow_index(&set->surroundings_index, capacity * 2))
		return false;
	for (size_t i = 0; i < set->surroundings_count; i++)
		*find_surroundings(set, set->surroundings[i].global) = (uint32_t)i + 1;
	return true;
}

/* RECORD occurs together with GLOBAL. */
static bool note_record(struct view_set *set, uint64_t global, uint64_t record)
{
	uint32_t *place;
	struct surroundings *s;

	if (!reserve_surroundings(set))
		return false;
	place = find_surroundings(set, global);
	if (*place == 0) {
		set->surroundings[set->surroundings_count] = (struct surroundings) {.global = global};
		*place = (uint32_t)++set->surroundings_count;
	}
	s = &set->surroundings[*place - 1];
	for (size_t i = 0; i < s->count; i++) {
		if (s->records[i] == record)
			return true;
	}
	if (s->count == s->capacity) {
		size_t capacity = s->capacity == 0 ? 8 : s->capacity * 2;
		uint64_t *grown = realloc(s->records, capacity * sizeof *grown);

		if (grown == NULL)
			return false;
		s->records = grown;
		s->capacity = capacity;
	}
	s->records[s->count++] = record;
	return true;
}

bool view_set_add(struct view_set *set, const uint64_t *view)
{
	uint32_t *place;

	if (!reserve_views(set))
		return false;
	place = find_view(set, view);
	if (*place != 0)
		return true;
	if (set->count == VIEWS_COUNT_MAX)
		return false;
	memcpy(set->views + set->count * set->words, view, set->words * sizeof *view);
	*place = (uint32_t)++set->count;
	for (unsigned t = 1; t < set->words; t++) {
		if (!note_record(set, view[0], view[t]))
			return false;
	}
	return true;
}

uint32_t view_set_find(const struct view_set *set, const uint64_t *view)
{
	return *find_view(set, view);
}

const struct surroundings *view_set_surroundings(const struct view_set *set, uint64_t global)
{
	return &set->surroundings[*find_surroundings(set, global) - 1];
}

void view_set_release(struct view_set *set)
{
	free(set->views);
	free(set->view_index.places);
	for (size_t i = 0; i < set->surroundings_count; i++)
		free(set->surroundings[i].records);
	free(set->surroundings);
	free(set->surroundings_index.places);
}
