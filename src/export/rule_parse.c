/* SPDX-License-Identifier: MIT */
#include "export/rule_parse_internal.h"

#include <string.h>

static struct rule_reader reader_of(struct rule_parse *parse, const char *what, bool in_each,
				    struct agx_error *err)
{
	return (struct rule_reader) {.parse = parse, .what = what, .in_each = in_each, .err = err};
}

bool rule_read_each(struct rule_parse *parse, size_t each, struct agx_error *err)
{
	const struct rule_macro *macro = &parse->system->eachs[each];
	struct rule_reader reader = reader_of(parse, macro->name, true, err);

	if ((parse->eachs_read >> each & 1) != 0)
		return true;
	parse->eachs_read |= UINT64_C(1) << each;
	rule_read_start(&reader, macro->text);
	rule_read_effect(&reader, &parse->eachs[each]);
	return !reader.failed;
}

/* A condition on its own: an ALL, a guard, what rest is. */
static const struct term *read_condition(struct rule_reader *reader, const char *text)
{
	const struct term *term;

	rule_read_start(reader, text);
	term = rule_read_expression(reader);
	if (!rule_read_is(reader, ""))
		rule_read_fail(reader, "the condition goes on");
	return term;
}

static bool read_conditions(struct rule_parse *parse, struct agx_error *err)
{
	const struct rule_system *system = parse->system;

	for (size_t i = 0; i < system->all_count; i++) {
		struct rule_reader reader = reader_of(parse, system->alls[i].name, true, err);

		parse->alls[i] = read_condition(&reader, system->alls[i].text);
		if (reader.failed)
			return false;
	}
	if (system->rest != NULL) {
		struct rule_reader reader = reader_of(parse, "rest", true, err);

		parse->rest = read_condition(&reader, system->rest);
		return !reader.failed;
	}
	return true;
}

/* Where a rule is made: false for a rule that never is. */
static bool read_location(struct rule_reader *reader, const char *at, int *ret_location)
{
	const struct rule_system *system = reader->parse->system;

	*ret_location = RULE_ANYWHERE;
	if (strcmp(at, "ANYWHERE") == 0)
		return true;
	for (size_t i = 0; i < system->name_count; i++) {
		const struct rule_name *name = &system->names[i];

		if (strcmp(name->name, at) != 0 || name->meaning != RULE_LOCATION)
			continue;
		*ret_location = name->value;
		at = rule_name_of(system, name->value, RULE_LOCATION);
		if (strcmp(at, "ANYWHERE") == 0)
			*ret_location = RULE_ANYWHERE;
		return strcmp(at, "NOWHERE") != 0;
	}
	rule_read_start(reader, at);
	rule_read_fail(reader, "unknown location");
	return false;
}

static void learn_start(struct rule_reader *reader, const char *target, const struct term *value)
{
	bool absent;

	rule_read_start(reader, target);
	reader->known[reader->known_count++] = (struct rule_known) {
		.target = rule_read_target(reader, &absent), .value = value};
}

/* That nothing is wrong yet, and that the rule's thread is where the rule begins. */
static void learn_location(struct rule_reader *reader, int location)
{
	struct term_maker *maker = &reader->parse->maker;

	learn_start(reader, "error", term_number(maker, 0, RULE_ERROR));
	if (location != RULE_ANYWHERE)
		learn_start(reader, "me.pc", term_number(maker, location, RULE_LOCATION));
}

static uint64_t errors_of(const struct term *term)
{
	uint64_t errors = 0;

	if (term == NULL)
		return 0;
	if (term->kind == TERM_NUMBER && term->meaning == RULE_ERROR && term->value != 0)
		errors = UINT64_C(1) << term->value;
	return errors | errors_of(term->a) | errors_of(term->b) | errors_of(term->c);
}

/* The rule's effect, and what of it is for what. */
static void read_effects(struct rule_reader *reader, struct rule_parsed *rule)
{
	struct rule_effect effect;

	rule_read_start(reader, rule->text->effect);
	rule_read_effect(reader, &effect);
	if (reader->failed)
		return;
	for (size_t i = 0; i < effect.count; i++) {
		const struct rule_statement *statement = &effect.statements[i];

		if (statement->target != NULL && statement->target->kind == TERM_SCRATCH &&
		    statement->target->value == RULE_SCRATCH_ERROR)
			rule->errors |= errors_of(statement->value);
	}
	rule->effect = rule_slice(reader->parse, &effect, rule->errors != 0, true);
	rule->change = rule_slice(reader->parse, &effect, false, true);
	rule->failure = rule_slice(reader->parse, &effect, rule->errors != 0, false);
}

/* Append the rule unless it can never happen. */
static bool read_rule(struct rule_parse *parse, const struct rule_text *text, struct agx_error *err)
{
	struct rule_reader reader = reader_of(parse, text->name, false, err);
	struct rule_parsed *rule = &parse->rules[parse->rule_count];

	*rule = (struct rule_parsed) {.text = text};
	reader.kind = text->kind;
	if (!read_location(&reader, text->at, &rule->location))
		return !reader.failed;
	learn_location(&reader, rule->location);
	rule->guard = read_condition(&reader, text->guard);
	if (reader.failed || term_is_number(rule->guard, 0))
		return !reader.failed;
	read_effects(&reader, rule);
	parse->rule_count += !reader.failed;
	return !reader.failed;
}

/* The locations that TERM, assigned to a thread's pc, can be. */
static uint64_t locations_of(const struct term *term)
{
	if (term->kind == TERM_PICK)
		return locations_of(term->b) | locations_of(term->c);
	return term->kind == TERM_NUMBER ? UINT64_C(1) << term->value : 0;
}

/* The locations that RULE can lead to. */
static uint64_t targets_of(const struct rule_parsed *rule)
{
	uint64_t targets = 0;

	for (size_t i = 0; i < rule->effect.count; i++) {
		const struct rule_statement *statement = &rule->effect.statements[i];

		if (statement->target != NULL && statement->target->kind == TERM_FIELD &&
		    strcmp(statement->target->field->name, "pc") == 0)
			targets |= locations_of(statement->value);
	}
	return targets;
}

static bool is_at(const struct rule_parsed *rule, uint64_t locations)
{
	return rule->location == RULE_ANYWHERE || (locations >> rule->location & 1) != 0;
}

/* Leave out rules at locations to which no rule that can happen leads, from location 0 on. */
static void drop_unreached(struct rule_parse *parse)
{
	uint64_t reached = 1;
	uint64_t before;
	size_t kept = 0;

	do {
		before = reached;
		for (size_t i = 0; i < parse->rule_count; i++) {
			if (is_at(&parse->rules[i], reached))
				reached |= targets_of(&parse->rules[i]);
		}
	} while (reached != before);
	for (size_t i = 0; i < parse->rule_count; i++) {
		if (is_at(&parse->rules[i], reached))
			parse->rules[kept++] = parse->rules[i];
	}
	parse->rule_count = kept;
}

static void *take(struct rule_parse *parse, size_t size)
{
	void *memory = agx_arena_take(&parse->maker.arena, size == 0 ? 1 : size);

	parse->maker.no_memory |= memory == NULL;
	return memory;
}

static bool read_system(struct rule_parse *parse, struct agx_error *err)
{
	const struct rule_system *system = parse->system;

	parse->rules = take(parse, system->rule_count * sizeof *parse->rules);
	parse->alls = take(parse, system->all_count * sizeof *parse->alls);
	parse->eachs = take(parse, system->each_count * sizeof *parse->eachs);
	if (parse->maker.no_memory || !read_conditions(parse, err))
		return false;
	for (size_t i = 0; i < system->rule_count; i++) {
		if (!read_rule(parse, &system->rules[i], err))
			return false;
	}
	drop_unreached(parse);
	return true;
}

enum agx_status rule_parse(const struct rule_system *system, struct rule_parse *ret_parse,
			   struct agx_error *err)
{
	struct rule_parse parse = {.system = system, .scratch = {"error"}, .scratch_count = 1};
	bool done = read_system(&parse, err);

	if (done && !parse.maker.no_memory) {
		*ret_parse = parse;
		return AGX_OK;
	}
	rule_parse_release(&parse);
	return parse.maker.no_memory ? agx_fail(err, AGX_NO_MEMORY, "no memory for the rules")
				     : AGX_FAILED;
}

void rule_parse_release(struct rule_parse *parse)
{
	agx_arena_release(&parse->maker.arena);
}

const char *rule_name_of(const struct rule_system *system, int value, enum rule_meaning meaning)
{
	for (size_t i = 0; i < system->name_count; i++) {
		if (system->names[i].value == value && system->names[i].meaning == meaning)
			return system->names[i].name;
	}
	return NULL;
}
