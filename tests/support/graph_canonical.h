/* SPDX-License-Identifier: MIT */
/* The execution graph that just ended, written so that equal graphs give equal texts in whatever order their events
 * were added: to see that none is explored twice. */
#ifndef AGX_TESTS_GRAPH_CANONICAL_H
#define AGX_TESTS_GRAPH_CANONICAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A hash of that text; waiting reads count as waiting, whatever they wait on. */
uint64_t graph_canonical_hash(void);

/* A set of hashes. */
struct hash_set {
	uint64_t *slots; /* 0: free */
	size_t size;
	size_t count;
};

/* Returns false if HASH was in SET already. */
bool hash_set_add(struct hash_set *set, uint64_t hash);
void hash_set_release(struct hash_set *set);

#endif
