/* SPDX-License-Identifier: MIT */
/* One representative per orbit of a state under exchange of threads and of slots.
 *
 * The group is all permutations of the threads times all permutations of the slots, acting as the model's fields say:
 * elements move, references are renamed. For one permutation of the slots a state is, up to the order of threads, a
 * multiset of thread records: the thread's own fields plus, for each field that refers to threads, which of its
 * elements name this thread. Sorting the records is therefore a normal form for it, and the least over all
 * permutations of the slots is one for the whole group. Emerson and Sistla, "Symmetry and model checking", FMSD 1996.
 *
 * Sound only if the model treats threads and slots alike; agx_check_run has no way to know, so tests compare the
 * orbits' sizes with the full count.
 *
 * Thread safety: immutable after init. */
#ifndef AGX_CHECK_SYMMETRY_H
#define AGX_CHECK_SYMMETRY_H

#include "agxrace/check.h"

enum { SYMMETRY_ORDERS_MAX = 5040 }; /* permutations of at most 7 slots */

struct symmetry {
	const struct agx_check_model *model;
	unsigned orders;
	uint8_t (*to)[AGX_CHECK_SLOTS_MAX]; /* [orders]: slot s becomes slot to[o][s] */
	uint64_t group;                     /* its size */
	uint64_t mask[AGX_CHECK_WORDS_MAX]; /* bits that the fields tell of */
};

/* Returns AGX_OK, AGX_USAGE for a model without usable fields, AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status symmetry_init(struct symmetry *symmetry,
					   const struct agx_check_model *model,
					   struct agx_error *err);
void symmetry_release(struct symmetry *symmetry);

/* Replace STATE by its representative; returns the size of its orbit, or 0, with STATE unchanged, if its fields do not tell
 * all of it: the model is not what it says. */
uint64_t symmetry_canonicalise(const struct symmetry *symmetry, uint64_t *state);

#endif
