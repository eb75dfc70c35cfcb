/* SPDX-License-Identifier: MIT */
#include "base/random.h"

#include "base/assert.h"

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

struct agx_random agx_random_init(uint64_t seed)
{
	return (struct agx_random) {.state = seed};
}

struct agx_random agx_random_split(uint64_t seed, uint64_t index)
{
	return (struct agx_random) {.state = mix(mix(seed) + index * 0x9e3779b97f4a7c15u)};
}

uint64_t agx_random_next(struct agx_random *random)
{
	random->state += 0x9e3779b97f4a7c15u;
	return mix(random->state);
}

uint64_t agx_random_below(struct agx_random *random, uint64_t bound)
{
	/* Values below the remainder of 2^64 by BOUND would be drawn once too often. */
	uint64_t excess;
	uint64_t value;

	AGX_ASSERT(bound > 0);
	excess = -bound % bound;
	do {
		value = agx_random_next(random);
	} while (value < excess);
	return value % bound;
}
