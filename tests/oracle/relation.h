/* SPDX-License-Identifier: MIT */
/* Relations over at most 64 events as matrices of bits: what the axioms of a memory model are written in. */
#ifndef AGX_TESTS_ORACLE_RELATION_H
#define AGX_TESTS_ORACLE_RELATION_H

#include <stdbool.h>
#include <stdint.h>

enum { EVENTS_MAX = 64 };

typedef uint64_t event_set;

/* Row A holds B when (A, B) is in the relation. COUNT events. */
struct relation {
	unsigned count;
	event_set row[EVENTS_MAX];
};

struct relation relation_empty(unsigned count);
void relation_add(struct relation *r, unsigned a, unsigned b);
bool relation_has(const struct relation *r, unsigned a, unsigned b);
struct relation relation_union(const struct relation *a, const struct relation *b);
/* (x, z) for each (x, y) in A and (y, z) in B. */
struct relation relation_compose(const struct relation *a, const struct relation *b);
struct relation relation_inverse(const struct relation *r);
/* Pairs that begin in FROM and end in TO: [FROM]; r; [TO]. */
struct relation relation_between(event_set from, const struct relation *r, event_set to);
/* r and the identity: r?. */
struct relation relation_reflexive(const struct relation *r);
/* r+. */
struct relation relation_closure(const struct relation *r);
bool relation_irreflexive(const struct relation *r);
bool relation_acyclic(const struct relation *r);

#endif
