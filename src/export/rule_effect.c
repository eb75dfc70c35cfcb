/* SPDX-License-Identifier: MIT */
/* Effects: assignments in order, with what they make known carried along. */
#include "export/rule_parse_internal.h"

#include <string.h>

static bool is_scratch(const struct term *part, const void *which)
{
	return part->kind == TERM_SCRATCH && part->value == *(const int *)which;
}

static bool reads_each(const struct term *part, const void *context)
{
	(void)context;
	return part->kind == TERM_EACH;
}

bool rule_depends_on_each(const struct term *term)
{
	return term_contains(term, reads_each, NULL);
}

/* Forget what TARGET, being assigned, may have been known as, under whatever index. */
static void forget(struct rule_reader *reader, const struct term *target)
{
	size_t kept = 0;

	for (size_t i = 0; i < reader->known_count; i++) {
		const struct term *known = reader->known[i].target;

		if (known->kind == target->kind && known->field == target->field &&
		    known->value == target->value)
			continue;
		reader->known[kept++] = reader->known[i];
	}
	reader->known_count = kept;
}

/* An EACH changes threads and encoders, but neither scratch nor what is global. */
static void forget_threads(struct rule_reader *reader)
{
	size_t kept = 0;

	for (size_t i = 0; i < reader->known_count; i++) {
		const struct term *known = reader->known[i].target;

		if (known->kind == TERM_SCRATCH || known->field->record == RULE_GLOBAL)
			reader->known[kept++] = reader->known[i];
	}
	reader->known_count = kept;
}

/* Numbers only, and only where no index can come to mean something else. */
static void learn(struct rule_reader *reader, const struct term *target, const struct term *value)
{
	bool fixed = target->kind == TERM_SCRATCH ||
		     (target->field->record != RULE_SLOT && !target->field->per_slot);

	forget(reader, target);
	if (value->kind == TERM_NUMBER && fixed && !reader->in_each &&
	    reader->known_count < RULE_KNOWN_MAX)
		reader->known[reader->known_count++] =
			(struct rule_known) {.target = target, .value = value};
}

static void append(struct rule_reader *reader, struct rule_effect *effect,
		   struct rule_statement statement)
{
	struct term_maker *maker = &reader->parse->maker;

	if (effect->count == effect->capacity) {
		size_t capacity = effect->capacity * 2 + 8;
		struct rule_statement *larger =
			agx_arena_take(&maker->arena, capacity * sizeof *larger);

		if (larger == NULL) {
			maker->no_memory = true;
			return;
		}
		if (effect->count > 0)
			memcpy(larger, effect->statements, effect->count * sizeof *larger);
		effect->statements = larger;
		effect->capacity = capacity;
	}
	effect->statements[effect->count++] = statement;
}

/* "APPLY(condition, each)" */
static void read_apply(struct rule_reader *reader, struct rule_effect *effect)
{
	const struct rule_system *system = reader->parse->system;
	const struct term *condition;
	size_t each = 0;

	rule_read_advance(reader);
	rule_read_expect(reader, "(");
	condition = rule_read_expression(reader);
	rule_read_expect(reader, ",");
	while (each < system->each_count && !rule_read_is(reader, system->eachs[each].name))
		each++;
	if (each == system->each_count)
		rule_read_fail(reader, "unknown EACH");
	if (condition->kind != TERM_NUMBER)
		rule_read_fail(reader, "the configuration does not decide the condition of");
	rule_read_advance(reader);
	rule_read_expect(reader, ")");
	if (reader->failed || condition->value == 0)
		return;
	if (reader->in_each || !rule_read_each(reader->parse, each, reader->err)) {
		reader->failed = true;
		return;
	}
	append(reader, effect, (struct rule_statement) {.each = each});
	forget_threads(reader);
}

static void read_assignment(struct rule_reader *reader, struct rule_effect *effect)
{
	bool absent;
	const struct term *target = rule_read_target(reader, &absent);
	const struct term *known = rule_read_known(reader, target);
	const struct term *value;

	rule_read_expect(reader, "=");
	value = rule_read_expression(reader);
	if (absent && !term_is_number(value, 0))
		rule_read_fail(reader, "a field that the configuration does not keep is changed before");
	if (reader->failed || absent)
		return;
	if (target->kind == TERM_SCRATCH)
		reader->scratch_set |= UINT32_C(1) << target->value;
	if (term_same(target, value) || (known != NULL && term_same(known, value)))
		return;
	append(reader, effect, (struct rule_statement) {.target = target, .value = value});
	learn(reader, target, value);
}

static void read_error(struct rule_reader *reader, const struct rule_effect *effect,
		       const struct term **ret_error)
{
	if (effect->count > 0 || *ret_error != NULL)
		rule_read_fail(reader, "the error has to be told first, and once");
	rule_read_advance(reader);
	rule_read_expect(reader, "=");
	*ret_error = term_meaning(&reader->parse->maker, rule_read_expression(reader), RULE_ERROR);
}

static bool is_all(const struct term *part, const void *which)
{
	return part->kind == TERM_ALL && part->value == *(const int *)which;
}

/* Does an ALL within TERM read scratch WHICH? */
static bool is_scratch_all(const struct rule_parse *parse, const struct term *term, int which)
{
	for (size_t i = 0; i < parse->system->all_count; i++) {
		int all = (int)i;

		if (term_contains(parse->alls[i], is_scratch, &which) &&
		    term_contains(term, is_all, &all))
			return true;
	}
	return false;
}

static bool term_reads_scratch(const struct rule_parse *parse, const struct term *term, int which)
{
	return term_contains(term, is_scratch, &which) || is_scratch_all(parse, term, which);
}

static bool reads_scratch(const struct rule_parse *parse, const struct rule_statement *statement,
			  int which)
{
	const struct rule_effect *each;

	if (statement->target != NULL)
		return term_reads_scratch(parse, statement->value, which) ||
		       term_reads_scratch(parse, statement->target->a, which) ||
		       term_reads_scratch(parse, statement->target->b, which);
	each = &parse->eachs[statement->each];
	for (size_t i = 0; i < each->count; i++) {
		if (reads_scratch(parse, &each->statements[i], which))
			return true;
	}
	return false;
}

/* Is what statement AT assigns to scratch read before it is assigned again? */
static bool is_needed(const struct rule_parse *parse, const struct rule_effect *effect, size_t at)
{
	const struct term *target = effect->statements[at].target;

	if (target == NULL || target->kind != TERM_SCRATCH)
		return true;
	for (size_t i = at + 1; i < effect->count; i++) {
		const struct rule_statement *later = &effect->statements[i];

		if (reads_scratch(parse, later, target->value))
			return true;
		if (later->target != NULL && term_same(later->target, target))
			return false;
	}
	return false;
}

/* From the end on, so that what only fed a dropped assignment is dropped too. */
static void drop_needless(const struct rule_parse *parse, struct rule_effect *effect)
{
	for (size_t i = effect->count; i-- > 0;) {
		if (is_needed(parse, effect, i))
			continue;
		memmove(effect->statements + i, effect->statements + i + 1,
			(effect->count - i - 1) * sizeof *effect->statements);
		effect->count--;
	}
}

void rule_read_effect(struct rule_reader *reader, struct rule_effect *ret_effect,
		      const struct term **ret_error)
{
	struct rule_effect effect = {0};

	*ret_error = NULL;
	while (!reader->failed && !rule_read_is(reader, "")) {
		if (rule_read_is(reader, "APPLY"))
			read_apply(reader, &effect);
		else if (rule_read_is(reader, "error"))
			read_error(reader, &effect, ret_error);
		else
			read_assignment(reader, &effect);
		if (!reader->failed && !rule_read_is(reader, ""))
			rule_read_expect(reader, ";");
	}
	if (!reader->failed)
		drop_needless(reader->parse, &effect);
	*ret_effect = effect;
}
