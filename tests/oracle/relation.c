// SPDX-License-Identifier: MIT
#include "oracle/relation.h"

struct relation relation_empty(unsigned count)
{
	struct relation r;

	r.count = count;
	for (unsigned i = 0; i < count; i++)
		r.row[i] = 0;
	return r;
}

void relation_add(struct relation *r, unsigned a, unsigned b)
{
	r->row[a] |= UINT64_C(1) << b;
}

bool relation_has(const struct relation *r, unsigned a, unsigned b)
{
	return (r->row[a] >> b & 1) != 0;
}

struct relation relation_union(const struct relation *a, const struct relation *b)
{
	struct relation r = relation_empty(a->count);

	for (unsigned i = 0; i < r.count; i++)
		r.row[i] = a->row[i] | b->row[i];
	return r;
}

struct relation relation_compose(const struct relation *a, const struct relation *b)
{
	struct relation r = relation_empty(a->count);

	for (unsigned i = 0; i < r.count; i++) {
		for (event_set rest = a->row[i]; rest != 0; rest &= rest - 1)
			r.row[i] |= b->row[__builtin_ctzll(rest)];
	}
	return r;
}

struct relation relation_inverse(const struct relation *a)
{
	struct relation r = relation_empty(a->count);

	for (unsigned i = 0; i < r.count; i++) {
		for (event_set rest = a->row[i]; rest != 0; rest &= rest - 1)
			relation_add(&r, (unsigned)__builtin_ctzll(rest), i);
	}
	return r;
}

struct relation relation_between(event_set from, const struct relation *a, event_set to)
{
	struct relation r = relation_empty(a->count);

	for (unsigned i = 0; i < r.count; i++) {
		if (from >> i & 1)
			r.row[i] = a->row[i] & to;
	}
	return r;
}

struct relation relation_reflexive(const struct relation *a)
{
	struct relation r = *a;

	for (unsigned i = 0; i < r.count; i++)
		relation_add(&r, i, i);
	return r;
}

struct relation relation_closure(const struct relation *a)
{
	struct relation r = *a;

	for (unsigned k = 0; k < r.count; k++) {
		for (unsigned i = 0; i < r.count; i++) {
			if (relation_has(&r, i, k))
				r.row[i] |= r.row[k];
		}
	}
	return r;
}

bool relation_irreflexive(const struct relation *r)
{
	for (unsigned i = 0; i < r->count; i++) {
		if (relation_has(r, i, i))
			return false;
	}
	return true;
}

bool relation_acyclic(const struct relation *r)
{
	struct relation closure = relation_closure(r);

	return relation_irreflexive(&closure);
}
