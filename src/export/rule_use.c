/* SPDX-License-Identifier: MIT */
#include "export/rule_use.h"

#include <string.h>

static void add_term(const struct rule_parse *parse, const struct term *term, struct rule_use *use)
{
	if (term == NULL)
		return;
	if (term->kind == TERM_SCRATCH)
		use->scratch |= UINT64_C(1) << term->value;
	if (term->kind == TERM_NUMBER && term->meaning == RULE_LOCATION)
		use->locations |= UINT64_C(1) << term->value;
	if (term->kind == TERM_ALL) {
		use->alls |= UINT64_C(1) << term->value;
		add_term(parse, parse->alls[term->value], use);
	}
	add_term(parse, term->a, use);
	add_term(parse, term->b, use);
	add_term(parse, term->c, use);
}

static void add_effect(const struct rule_parse *parse, const struct rule_effect *effect,
		       struct rule_use *use)
{
	for (size_t i = 0; i < effect->count; i++) {
		const struct rule_statement *statement = &effect->statements[i];

		if (statement->target != NULL) {
			add_term(parse, statement->target, use);
			add_term(parse, statement->value, use);
		} else {
			use->eachs |= UINT64_C(1) << statement->each;
			add_effect(parse, &parse->eachs[statement->each], use);
		}
	}
}

struct rule_use rule_use_of(const struct rule_parse *parse)
{
	struct rule_use use = {0};

	for (size_t i = 0; i < parse->rule_count; i++) {
		const struct rule_parsed *rule = &parse->rules[i];

		use.errors |= rule->errors;
		if (rule->location != RULE_ANYWHERE)
			use.locations |= UINT64_C(1) << rule->location;
		add_term(parse, rule->guard, &use);
		add_effect(parse, &rule->effect, &use);
	}
	add_term(parse, parse->rest, &use);
	for (size_t i = 0; i < parse->system->field_count; i++)
		use.records[parse->system->fields[i].record] |= parse->system->fields[i].top != 0;
	return use;
}

void rule_use_changed(const struct rule_parse *parse, const struct rule_effect *effect,
		      bool ret_changed[RULE_RECORDS])
{
	for (size_t i = 0; i < effect->count; i++) {
		const struct rule_statement *statement = &effect->statements[i];

		if (statement->target == NULL)
			rule_use_changed(parse, &parse->eachs[statement->each], ret_changed);
		else if (statement->target->kind == TERM_FIELD)
			ret_changed[statement->target->field->record] = true;
	}
}
