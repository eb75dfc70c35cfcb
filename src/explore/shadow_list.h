/* SPDX-License-Identifier: MIT */
/* The accesses that a cell of the shadow has no room for: a list for each cell that needs one, newest first. All lists are
 * forgotten between executions. Nothing here asks what races. */
#ifndef AGX_EXPLORE_SHADOW_LIST_H
#define AGX_EXPLORE_SHADOW_LIST_H

#include "explore/shadow_internal.h"

/* USE: of a primitive; like an atomic read, but the bytes are no atomic location. WIDE: the granule is half of one. */
enum extra_kind { EXTRA_READ = 1, EXTRA_WRITE = 2, EXTRA_ATOMIC = 4, EXTRA_USE = 8, EXTRA_WIDE = 16 };

/* An access that the cell has no room for. */
struct extra {
	uint32_t stamp; /* thread and epoch: the list is of one generation */
	uint32_t site;
	uint32_t next;
	uint8_t mask;
	uint8_t kind;
	uint8_t masks; /* the bytes of it and all behind it in the list, at least */
	bool alike; /* it and all behind it in the list are atomic and not of 16 bytes, and of any two the masks are the same
		     * or have no byte in common: an atomic access with one of the masks races with none and is of the size
		     * of all that it meets */
};

extern struct extra *extras;
extern uint32_t extra_free; /* list of those that are in no other */

bool extras_reserve(void);
void extras_forget(void);

/* Are all in the list that begins with FIRST alike, and would they be with one of MASK? May say no where it is so. */
bool is_alike(uint32_t first, unsigned mask);

/* Remember an access in the list, in place of one that it makes superfluous if there is one. */
void extra_put(struct cell *cell, uint32_t stamp, uint32_t site, unsigned mask, unsigned kind);

/* A new one for an atomic access that is alike all in the list; its stamp and site are the caller's to set. */
uint32_t extra_add_alike(struct cell *cell, unsigned mask, unsigned kind);

/* A write has settled the bytes of MASK. If some of them are an atomic location, the engine must learn of the new value. */
void extras_settle(struct cell *cell, uintptr_t granule, unsigned mask);

/* Has the list of CELL nothing of the bytes of MASK? Number 0 has no bytes. May say no where it is so. */
static inline bool is_list_elsewhere(const struct cell *cell, unsigned mask)
{
	return (extras[cell->more].masks & mask) == 0;
}

/* Is it so, or is the list one access of the current thread, with which nothing of its own races? */
static inline bool is_list_harmless(const struct cell *cell, unsigned mask)
{
	return is_list_elsewhere(cell, mask) ||
	       (extras[cell->more].next == 0 && stamp_thread(extras[cell->more].stamp) == current);
}

/* Take the first one out of the list. */
static inline void extra_drop_first(struct cell *cell)
{
	uint32_t first = cell->more;

	cell->more = extras[first].next;
	extras[first].next = extra_free;
	extra_free = first;
	extras[cell->more].alike = false; /* number 0 is no access */
}

/* If the list begins with a read of the current thread to bytes that it has read again, that is superfluous. */
static inline void drop_older_read(struct cell *cell)
{
	const struct extra *first = &extras[cell->more];

	if (cell->more != 0 && first->kind == EXTRA_READ && stamp_thread(first->stamp) == current &&
	    (first->mask & ~cell->read_mask) == 0)
		extra_drop_first(cell);
}

/* Is the list of CELL one plain access of the current thread to bytes of MASK only, which a write to those settles? */
static inline bool settles_list(const struct cell *cell, unsigned mask)
{
	const struct extra *first = &extras[cell->more];

	return first->next == 0 && stamp_thread(first->stamp) == current && (first->kind & EXTRA_ATOMIC) == 0 &&
	       (first->mask & ~mask) == 0;
}

#endif
