/* SPDX-License-Identifier: MIT */
/* What the parts of the shadow share. */
#ifndef AGX_EXPLORE_SHADOW_INTERNAL_H
#define AGX_EXPLORE_SHADOW_INTERNAL_H

#include "explore/runtime_internal.h"
#include "explore/shadow.h"

/* Was CELL last used in another execution? */
static inline bool is_stale(const struct cell *cell)
{
	return cell->write_stamp >> 32 != generation;
}

static inline unsigned stamp_thread(uint32_t stamp)
{
	return stamp >> EPOCH_BITS;
}

static inline uint32_t stamp_epoch(uint32_t stamp)
{
	return stamp & ((UINT32_C(1) << EPOCH_BITS) - 1);
}

/* Is the access not ordered before what the current thread does now? */
static inline bool unordered(uint32_t stamp)
{
	return stamp_epoch(stamp) > threads[current].clock[stamp_thread(stamp)];
}

static inline bool is_mine(uint64_t stamp)
{
	return (stamp ^ shadow_stamp) >> EPOCH_BITS == 0;
}

extern unsigned shadow_promoted_count;

/* Is ADDRESS that of a promoted location, or of an instruction whose races are passed over? (Code is no data, so it is not both.) */
bool shadow_is_promoted(uintptr_t address);

/* A write of BYTES that ends them. */
void shadow_free_range(uintptr_t address, size_t bytes, const void *pc);

#endif
