/* SPDX-License-Identifier: MIT */
/* Expressions of the rules, as trees that are folded while they are made: a term that the configuration decides is a
 * number.
 *
 * Thread safety: terms are immutable; a term_maker has one owner. */
#ifndef AGX_EXPORT_RULE_TERM_H
#define AGX_EXPORT_RULE_TERM_H

#include "base/arena.h"
#include "export/rule_system.h"

enum term_kind {
	TERM_NUMBER,  /* value, meaning */
	TERM_ME,      /* the index of the thread that moves */
	TERM_VICTIM,  /* the index of the rule's victim */
	TERM_EACH,    /* the index q of an ALL or EACH */
	TERM_SELF,    /* 1 + the index of the thread that moves */
	TERM_CHOSEN,  /* the rule's slot s */
	TERM_SCRATCH, /* value: which */
	TERM_FIELD,   /* field; a: index of the record, NULL if there is but one; b: index in a field per slot */
	TERM_ALL,     /* value: which */
	TERM_NOT,     /* a */
	TERM_AND,     /* a, b; so are those up to TERM_SUBTRACT */
	TERM_OR,
	TERM_EQUAL,
	TERM_UNEQUAL,
	TERM_LESS,
	TERM_ADD,
	TERM_SUBTRACT,
	TERM_PICK, /* a: condition, b, c */
};

struct term {
	enum term_kind kind;
	enum rule_meaning meaning;
	int value;
	const struct rule_field *field;
	const struct term *a;
	const struct term *b;
	const struct term *c;
};

struct term_maker {
	struct agx_arena arena;
	bool no_memory; /* every term is a 0 from then on */
};

const struct term *term_number(struct term_maker *maker, int value, enum rule_meaning meaning);
const struct term *term_leaf(struct term_maker *maker, enum term_kind kind, int value);
const struct term *term_field(struct term_maker *maker, const struct rule_field *field,
			      const struct term *record, const struct term *element);
const struct term *term_not(struct term_maker *maker, const struct term *a);
/* KIND: TERM_AND to TERM_SUBTRACT. */
const struct term *term_binary(struct term_maker *maker, enum term_kind kind, const struct term *a,
			       const struct term *b);
const struct term *term_pick(struct term_maker *maker, const struct term *condition,
			     const struct term *a, const struct term *b);

/* TERM with the numbers that it can be meaning MEANING. */
const struct term *term_meaning(struct term_maker *maker, const struct term *term,
				enum rule_meaning meaning);

bool term_same(const struct term *a, const struct term *b);
bool term_is_number(const struct term *term, int value);
/* Is it a truth value rather than a number? */
bool term_is_condition(const struct term *term);

/* Does MATCH hold for TERM or a part of it? */
bool term_contains(const struct term *term, bool (*match)(const struct term *part, const void *context),
		   const void *context);

#endif
