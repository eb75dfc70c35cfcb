/* SPDX-License-Identifier: MIT */
#include "explore/spin.h"

bool spin_seen;

bool spin_repeats(const void *pc, const uint64_t *frame)
{
	struct runner *runner = &runners[current];
	const uint64_t *high = (const uint64_t *)runner->fiber.stack_high;
	uint64_t hash = (uintptr_t)pc * UINT64_C(0x9e3779b97f4a7c15);

	spin_forget();
	for (const uint64_t *word = frame; word < high; word++) {
		hash = (hash ^ *word) * UINT64_C(0xff51afd7ed558ccd);
		hash ^= hash >> 32;
	}
	for (unsigned i = 0; i < runner->spin_count; i++)
		if (runner->spin_states[i] == hash)
			return true;
	if (runner->spin_count == SPIN_MAX)
		runner->spin_count = 0;
	runner->spin_states[runner->spin_count++] = hash;
	return false;
}
