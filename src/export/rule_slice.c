/* SPDX-License-Identifier: MIT */
/* What of an effect matters, found from its end on: an assignment does if something that matters reads it. */
#include "export/rule_parse_internal.h"

/* What is read later on: a bit per scratch, a bit per field of the system. */
struct live {
	uint64_t scratch;
	uint64_t fields;
};

static uint64_t field_bit(const struct rule_parse *parse, const struct term *term)
{
	return UINT64_C(1) << (term->field - parse->system->fields);
}

static void read_term(const struct rule_parse *parse, const struct term *term, struct live *live)
{
	if (term == NULL)
		return;
	if (term->kind == TERM_SCRATCH)
		live->scratch |= UINT64_C(1) << term->value;
	if (term->kind == TERM_FIELD)
		live->fields |= field_bit(parse, term);
	if (term->kind == TERM_ALL)
		read_term(parse, parse->alls[term->value], live);
	read_term(parse, term->a, live);
	read_term(parse, term->b, live);
	read_term(parse, term->c, live);
}

static bool is_needed(const struct rule_parse *parse, const struct rule_statement *statement,
		      const struct live *live)
{
	const struct rule_effect *each;

	if (statement->target != NULL && statement->target->kind == TERM_SCRATCH)
		return (live->scratch >> statement->target->value & 1) != 0;
	if (statement->target != NULL)
		return (live->fields & field_bit(parse, statement->target)) != 0;
	each = &parse->eachs[statement->each];
	for (size_t i = 0; i < each->count; i++) {
		if (is_needed(parse, &each->statements[i], live))
			return true;
	}
	return false;
}

/* Go back over STATEMENT, which is needed. Scratch is overwritten by it; of a field other elements may still matter. */
static void go_back(const struct rule_parse *parse, const struct rule_statement *statement,
		    struct live *live)
{
	const struct rule_effect *each;

	if (statement->target == NULL) {
		each = &parse->eachs[statement->each];
		for (size_t i = each->count; i-- > 0;)
			go_back(parse, &each->statements[i], live);
		return;
	}
	if (statement->target->kind == TERM_SCRATCH)
		live->scratch &= ~(UINT64_C(1) << statement->target->value);
	read_term(parse, statement->target->a, live);
	read_term(parse, statement->target->b, live);
	read_term(parse, statement->value, live);
}

struct rule_effect rule_slice(struct rule_parse *parse, const struct rule_effect *effect, bool error,
			      bool state)
{
	struct live live = {.scratch = error ? UINT64_C(1) << RULE_SCRATCH_ERROR : 0,
			    .fields = state ? UINT64_MAX : 0};
	bool *needed = agx_arena_take(&parse->maker.arena, effect->count + 1);
	struct rule_effect slice = {0};

	parse->maker.no_memory |= needed == NULL;
	for (size_t i = effect->count; i-- > 0 && needed != NULL;) {
		needed[i] = is_needed(parse, &effect->statements[i], &live);
		if (needed[i])
			go_back(parse, &effect->statements[i], &live);
	}
	for (size_t i = 0; i < effect->count && needed != NULL; i++) {
		if (needed[i])
			rule_append(parse, &slice, effect->statements[i]);
	}
	return slice;
}
