/* SPDX-License-Identifier: MIT */
/* The views found so far, by number, and for each global part the records that were seen with it. A view is K + 1 numbers:
 * what is global or a slot's, then the K threads' records in ascending order.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CHECK_VIEW_SET_H
#define AGX_CHECK_VIEW_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The threads' records that have been seen together with one global part. */
struct surroundings {
	uint64_t global;
	uint64_t *records;
	size_t count;
	size_t capacity;
};

/* A hash index over an array that its owner keeps: 1 + position; 0 empty. */
struct place_index {
	uint32_t *places;
	size_t capacity;
};

struct view_set {
	unsigned words;  /* K + 1 */
	uint64_t *views; /* count x words, in the order of discovery */
	size_t count;
	size_t capacity;
	struct place_index view_index;
	struct surroundings *surroundings;
	size_t surroundings_count;
	size_t surroundings_capacity;
	struct place_index surroundings_index;
};

void view_set_release(struct view_set *set);

/* Add VIEW unless it is there; false on lack of memory. It may move the views. */
bool view_set_add(struct view_set *set, const uint64_t *view);

/* 1 + the number of VIEW; 0: it is not there. There must be at least one view. */
uint32_t view_set_find(const struct view_set *set, const uint64_t *view);

/* The records seen with GLOBAL, which must be a view's. Valid until the next view is added. */
const struct surroundings *view_set_surroundings(const struct view_set *set, uint64_t global);

#endif
