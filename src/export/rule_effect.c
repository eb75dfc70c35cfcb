/* SPDX-License-Identifier: MIT */
/* Effects: assignments in order, with what they make known carried along. */
#include "export/rule_parse_internal.h"

#include <string.h>

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

void rule_append(struct rule_parse *parse, struct rule_effect *effect,
		 struct rule_statement statement)
{
	struct term_maker *maker = &parse->maker;

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
	rule_append(reader->parse, effect, (struct rule_statement) {.each = each});
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
	if (target->kind == TERM_SCRATCH && target->value == RULE_SCRATCH_ERROR)
		value = term_meaning(&reader->parse->maker, value, RULE_ERROR);
	if (target->kind == TERM_SCRATCH)
		reader->scratch_set |= UINT32_C(1) << target->value;
	if (term_same(target, value) || (known != NULL && term_same(known, value)))
		return;
	rule_append(reader->parse, effect, (struct rule_statement) {.target = target, .value = value});
	learn(reader, target, value);
}

void rule_read_effect(struct rule_reader *reader, struct rule_effect *ret_effect)
{
	struct rule_effect effect = {0};

	while (!reader->failed && !rule_read_is(reader, "")) {
		if (rule_read_is(reader, "APPLY"))
			read_apply(reader, &effect);
		else
			read_assignment(reader, &effect);
		if (!reader->failed && !rule_read_is(reader, ""))
			rule_read_expect(reader, ";");
	}
	*ret_effect = effect;
}
