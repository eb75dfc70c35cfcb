/* SPDX-License-Identifier: MIT */
#include "explore/shadow_list.h"

enum { EXTRAS_MAX = 1 << 23 }; /* a half of each 8 bytes of a whole heap */
struct extra *extras;
uint32_t extra_free;
static uint32_t extra_count;

bool extras_reserve(void)
{
	extras = memory_table(EXTRAS_MAX * sizeof *extras);
	return extras != NULL;
}

void extras_forget(void)
{
	extra_count = 0;
	extra_free = 0;
}

bool is_alike(uint32_t first, unsigned mask)
{
	if (first != 0 && !extras[first].alike)
		return false;
	for (uint32_t i = first; i != 0; i = extras[i].next)
		if ((extras[i].mask & mask) != 0 && extras[i].mask != mask)
			return false;
	return true;
}

/* Stamp, site and alike are the caller's to set. */
static uint32_t extra_new(struct cell *cell, unsigned mask, unsigned kind)
{
	uint32_t i = extra_free;

	if (i != 0) {
		extra_free = extras[i].next;
	} else {
		if (extra_count + 1 == EXTRAS_MAX)
			runtime_end(OUTCOME_BOUND);
		i = ++extra_count;
	}
	extras[i].next = cell->more;
	extras[i].mask = (uint8_t)mask;
	extras[i].kind = (uint8_t)kind;
	extras[i].masks = extras[cell->more].masks | (uint8_t)mask;
	cell->more = i;
	return i;
}

uint32_t extra_add_alike(struct cell *cell, unsigned mask, unsigned kind)
{
	uint32_t i = extra_new(cell, mask, kind);

	extras[i].alike = true;
	return i;
}

void extra_put(struct cell *cell, uint32_t stamp, uint32_t site, unsigned mask, unsigned kind)
{
	uint32_t i;

	for (i = cell->more; i != 0; i = extras[i].next) {
		const struct extra *extra = &extras[i];

		if (extra->kind == kind && stamp_thread(extra->stamp) == stamp_thread(stamp) &&
		    (extra->mask & ~mask) == 0)
			break;
	}
	if (i == 0) {
		i = extra_new(cell, mask, kind);
		extras[i].alike = (kind & (EXTRA_ATOMIC | EXTRA_WIDE)) == EXTRA_ATOMIC && is_alike(extras[i].next, mask);
	} else if (extras[i].mask != mask) {
		extras[cell->more].alike = false;
		for (uint32_t j = cell->more; j != extras[i].next; j = extras[j].next)
			extras[j].masks |= (uint8_t)mask;
		extras[i].mask = (uint8_t)mask;
	}
	extras[i].stamp = stamp;
	extras[i].site = site;
}

void extras_settle(struct cell *cell, uintptr_t granule, unsigned mask)
{
	uint32_t *link = &cell->more;
	uint8_t masks = 0;

	for (uint32_t i = cell->more; i != 0; i = extras[i].next) {
		bool is_location = (extras[i].kind & (EXTRA_ATOMIC | EXTRA_USE)) == EXTRA_ATOMIC;
		unsigned atomic = is_location ? extras[i].mask : 0;

		if ((atomic & mask) != 0)
			runtime_plain_write(granule + (unsigned)__builtin_ctz(atomic),
					    (unsigned)__builtin_popcount(atomic));
	}

	while (*link != 0) {
		uint32_t i = *link;
		struct extra *extra = &extras[i];

		extra->mask &= (uint8_t)~mask;
		if (extra->mask != 0) {
			masks |= extra->mask;
			link = &extra->next;
			continue;
		}
		*link = extra->next;
		extra->next = extra_free;
		extra_free = i;
	}
	extras[cell->more].alike = false; /* number 0 is no access */
	for (uint32_t i = cell->more; i != 0; i = extras[i].next)
		extras[i].masks = masks;
}
