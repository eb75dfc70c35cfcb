/* SPDX-License-Identifier: MIT */
#include "export/rule_term.h"

static const struct term nothing = {.kind = TERM_NUMBER};

static const struct term *make(struct term_maker *maker, struct term content)
{
	struct term *term = agx_arena_take(&maker->arena, sizeof *term);

	if (term == NULL) {
		maker->no_memory = true;
		return &nothing;
	}
	*term = content;
	return term;
}

const struct term *term_number(struct term_maker *maker, int value, enum rule_meaning meaning)
{
	return make(maker, (struct term) {.kind = TERM_NUMBER, .meaning = meaning, .value = value});
}

const struct term *term_leaf(struct term_maker *maker, enum term_kind kind, int value)
{
	return make(maker, (struct term) {.kind = kind, .value = value});
}

const struct term *term_field(struct term_maker *maker, const struct rule_field *field,
			      const struct term *record, const struct term *element)
{
	if (field->top == 0)
		return term_number(maker, 0, RULE_PLAIN);
	return make(maker, (struct term) {.kind = TERM_FIELD, .field = field, .a = record, .b = element});
}

bool term_same(const struct term *a, const struct term *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	/* A number's meaning is how it is written. */
	return a->kind == b->kind && a->value == b->value && a->field == b->field &&
	       term_same(a->a, b->a) && term_same(a->b, b->b) && term_same(a->c, b->c);
}

bool term_is_number(const struct term *term, int value)
{
	return term->kind == TERM_NUMBER && term->value == value;
}

bool term_is_condition(const struct term *term)
{
	return term->kind == TERM_ALL || (term->kind >= TERM_NOT && term->kind <= TERM_LESS);
}

bool term_contains(const struct term *term, bool (*match)(const struct term *part, const void *context),
		   const void *context)
{
	return term != NULL && (match(term, context) || term_contains(term->a, match, context) ||
				term_contains(term->b, match, context) ||
				term_contains(term->c, match, context));
}

static bool is_true(const struct term *term)
{
	return term->kind == TERM_NUMBER && term->value != 0;
}

const struct term *term_not(struct term_maker *maker, const struct term *a)
{
	if (a->kind == TERM_NUMBER)
		return term_number(maker, a->value == 0, RULE_PLAIN);
	if (a->kind == TERM_NOT && term_is_condition(a->a))
		return a->a;
	return make(maker, (struct term) {.kind = TERM_NOT, .a = a});
}

static const struct term *fold_logic(struct term_maker *maker, enum term_kind kind,
				     const struct term *a, const struct term *b)
{
	/* What leaves the other side as it is, and what decides. */
	bool neutral = kind == TERM_AND;

	if (a->kind == TERM_NUMBER)
		return is_true(a) == neutral ? b : term_number(maker, !neutral, RULE_PLAIN);
	if (b->kind == TERM_NUMBER)
		return is_true(b) == neutral ? a : term_number(maker, !neutral, RULE_PLAIN);
	return NULL;
}

static int compute(enum term_kind kind, int a, int b)
{
	switch (kind) {
	case TERM_EQUAL:
		return a == b;
	case TERM_UNEQUAL:
		return a != b;
	case TERM_LESS:
		return a < b;
	case TERM_ADD:
		return a + b;
	default:
		return a - b;
	}
}

/* (y + m) + n and the like become y + (m + n). */
static const struct term *fold_sum(struct term_maker *maker, enum term_kind kind,
				   const struct term *a, const struct term *b)
{
	int sum = kind == TERM_ADD ? b->value : -b->value;

	if (b->kind != TERM_NUMBER)
		return NULL;
	if ((a->kind == TERM_ADD || a->kind == TERM_SUBTRACT) && a->b->kind == TERM_NUMBER) {
		sum += a->kind == TERM_ADD ? a->b->value : -a->b->value;
		a = a->a;
	}
	if (sum == 0)
		return a;
	return make(maker, (struct term) {.kind = sum > 0 ? TERM_ADD : TERM_SUBTRACT,
					  .a = a,
					  .b = term_number(maker, sum > 0 ? sum : -sum, RULE_PLAIN)});
}

const struct term *term_binary(struct term_maker *maker, enum term_kind kind, const struct term *a,
			       const struct term *b)
{
	const struct term *folded = NULL;

	if (kind == TERM_AND || kind == TERM_OR)
		folded = fold_logic(maker, kind, a, b);
	else if (a->kind == TERM_NUMBER && b->kind == TERM_NUMBER)
		folded = term_number(maker, compute(kind, a->value, b->value), RULE_PLAIN);
	else if (kind == TERM_ADD || kind == TERM_SUBTRACT)
		folded = fold_sum(maker, kind, a, b);
	if (folded != NULL)
		return folded;
	return make(maker, (struct term) {.kind = kind, .a = a, .b = b});
}

const struct term *term_pick(struct term_maker *maker, const struct term *condition,
			     const struct term *a, const struct term *b)
{
	if (condition->kind == TERM_NUMBER)
		return condition->value != 0 ? a : b;
	if (term_same(a, b))
		return a;
	return make(maker, (struct term) {.kind = TERM_PICK, .a = condition, .b = a, .c = b});
}

const struct term *term_meaning(struct term_maker *maker, const struct term *term,
				enum rule_meaning meaning)
{
	if (term->kind == TERM_NUMBER)
		return term_number(maker, term->value, meaning);
	if (term->kind == TERM_PICK)
		return make(maker, (struct term) {.kind = TERM_PICK,
						  .a = term->a,
						  .b = term_meaning(maker, term->b, meaning),
						  .c = term_meaning(maker, term->c, meaning)});
	return term;
}
