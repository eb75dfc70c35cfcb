/* SPDX-License-Identifier: MIT */
/* A seeded generator: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014, figure 16). Not for secrets.
 *
 * Thread safety: one generator belongs to one thread; derive one per thread with agx_random_split. */
#ifndef AGX_BASE_RANDOM_H
#define AGX_BASE_RANDOM_H

#include <stdint.h>

struct agx_random {
	uint64_t state;
};

struct agx_random agx_random_init(uint64_t seed);

/* A generator for stream INDEX of SEED; streams of one seed do not depend on each other's use. */
struct agx_random agx_random_split(uint64_t seed, uint64_t index);

uint64_t agx_random_next(struct agx_random *random);

/* Uniform in [0, bound); BOUND is at least 1. */
uint64_t agx_random_below(struct agx_random *random, uint64_t bound);

#endif
