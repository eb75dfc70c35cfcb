/* SPDX-License-Identifier: MIT */
#include "explore/spin.h"

bool spin_seen;

#define MIX UINT64_C(0x9e3779b97f4a7c15)

__extension__ typedef unsigned __int128 double_word;

/* Both halves of the product: each bit of a factor reaches all of it. */
static inline uint64_t mixed(uint64_t a, uint64_t b)
{
	const double_word product = (double_word)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

bool spin_repeats(const void *pc, const uint64_t *frame)
{
	struct runner *runner = &runners[current];
	const uint64_t *high = (const uint64_t *)runner->fiber.stack_high;
	uint64_t hash = (uintptr_t)pc * MIX;
	const uint64_t *word = frame;

	spin_forget();
	for (; word + 1 < high; word += 2)
		hash = mixed(hash ^ word[0], MIX ^ word[1]);
	if (word < high)
		hash = mixed(hash ^ word[0], MIX);
	for (unsigned i = 0; i < runner->spin_count; i++)
		if (runner->spin_states[i] == hash)
			return true;
	if (runner->spin_count == SPIN_MAX)
		runner->spin_count = 0;
	runner->spin_states[runner->spin_count++] = hash;
	return false;
}
