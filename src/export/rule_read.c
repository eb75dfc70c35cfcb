/* SPDX-License-Identifier: MIT */
/* Expressions: tokens, names, precedence as in C. */
#include "export/rule_parse_internal.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void rule_read_fail(struct rule_reader *reader, const char *problem)
{
	if (reader->failed)
		return;
	reader->failed = true;
	(void)agx_fail(reader->err, AGX_FAILED, "rule '%s': %s at '%.20s', %zu characters into its text",
		       reader->what, problem, reader->token,
		       (size_t)(reader->next - reader->start) - strlen(reader->token));
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

void rule_read_advance(struct rule_reader *reader)
{
	const char *at = reader->next + strspn(reader->next, " \t\n");
	size_t length = 0;

	if (is_word(*at)) {
		while (is_word(at[length]))
			length++;
	} else if (strncmp(at, "&&", 2) == 0 || strncmp(at, "||", 2) == 0 ||
		   strncmp(at, "==", 2) == 0 || strncmp(at, "!=", 2) == 0) {
		length = 2;
	} else if (*at != '\0') {
		length = 1;
	}
	if (length >= sizeof reader->token) {
		length = sizeof reader->token - 1;
		reader->failed = true;
		(void)agx_fail(reader->err, AGX_FAILED, "rule '%s': the name '%.40s' is too long",
			       reader->what, at);
	}
	memcpy(reader->token, at, length);
	reader->token[length] = '\0';
	reader->next = at + length;
}

void rule_read_start(struct rule_reader *reader, const char *text)
{
	reader->start = text;
	reader->next = text;
	rule_read_advance(reader);
}

bool rule_read_is(const struct rule_reader *reader, const char *token)
{
	return strcmp(reader->token, token) == 0;
}

/* Skip TOKEN if it is there; a rule that failed has no more tokens. */
static bool accept(struct rule_reader *reader, const char *token)
{
	if (reader->failed || !rule_read_is(reader, token))
		return false;
	rule_read_advance(reader);
	return true;
}

void rule_read_expect(struct rule_reader *reader, const char *token)
{
	char problem[48];

	if (accept(reader, token))
		return;
	(void)snprintf(problem, sizeof problem, "'%s' is missing", token);
	rule_read_fail(reader, problem);
}

static const struct term *zero(struct rule_reader *reader)
{
	return term_number(&reader->parse->maker, 0, RULE_PLAIN);
}

static const struct rule_field *find_field(struct rule_reader *reader, enum rule_record record)
{
	const struct rule_system *system = reader->parse->system;

	for (size_t i = 0; i < system->field_count; i++) {
		if (system->fields[i].record == record && rule_read_is(reader, system->fields[i].name))
			return &system->fields[i];
	}
	rule_read_fail(reader, "unknown field");
	return NULL;
}

/* The index of the thread or encoder that NAME stands for. */
static const struct term *read_index(struct rule_reader *reader, const char *name)
{
	const struct rule_system *system = reader->parse->system;
	struct term_maker *maker = &reader->parse->maker;
	bool each = strcmp(name, "qe") == 0 || strcmp(name, "th") == 0;
	bool victim = strcmp(name, "ve") == 0;
	bool encoder = strcmp(name, "me") != 0 && strcmp(name, "th") != 0;

	if (each != reader->in_each || (victim && reader->kind != RULE_OF_VICTIM))
		rule_read_fail(reader, "a name that has no meaning here");
	if (encoder && system->shared_encoder)
		return NULL;
	if (victim && system->victims == RULE_VICTIM_OTHER)
		return term_leaf(maker, TERM_VICTIM, 0);
	return term_leaf(maker, each ? TERM_EACH : TERM_ME, 0);
}

/* ".field" or ".field[element]" of RECORD. */
static const struct term *read_field(struct rule_reader *reader, enum rule_record record,
				     const struct term *index, bool *ret_absent)
{
	const struct rule_field *field;
	const struct term *element = NULL;

	rule_read_expect(reader, ".");
	field = find_field(reader, record);
	if (field == NULL)
		return zero(reader);
	rule_read_advance(reader);
	if (field->per_slot) {
		rule_read_expect(reader, "[");
		element = rule_read_expression(reader);
		rule_read_expect(reader, "]");
	}
	*ret_absent = field->top == 0;
	return term_field(&reader->parse->maker, field, index, element);
}

static const struct term *read_scratch(struct rule_reader *reader)
{
	struct rule_parse *parse = reader->parse;
	size_t which = RULE_SCRATCH_ERROR + 1;

	rule_read_expect(reader, ".");
	while (which < parse->scratch_count && !rule_read_is(reader, parse->scratch[which]))
		which++;
	if (which == RULE_SCRATCH_MAX) {
		rule_read_fail(reader, "too much scratch");
		return zero(reader);
	}
	if (which == parse->scratch_count) {
		memcpy(parse->scratch[which], reader->token, sizeof reader->token);
		parse->scratch_count++;
	}
	rule_read_advance(reader);
	return term_leaf(&parse->maker, TERM_SCRATCH, (int)which);
}

const struct term *rule_read_target(struct rule_reader *reader, bool *ret_absent)
{
	char name[RULE_NAME_BYTES_MAX];
	const struct term *index;

	*ret_absent = false;
	memcpy(name, reader->token, sizeof name);
	rule_read_advance(reader);
	if (strcmp(name, "error") == 0)
		return term_leaf(&reader->parse->maker, TERM_SCRATCH, RULE_SCRATCH_ERROR);
	if (strcmp(name, "x") == 0)
		return read_scratch(reader);
	if (strcmp(name, "g") == 0)
		return read_field(reader, RULE_GLOBAL, NULL, ret_absent);
	if (strcmp(name, "slot") == 0) {
		rule_read_expect(reader, "[");
		index = rule_read_expression(reader);
		rule_read_expect(reader, "]");
		return read_field(reader, RULE_SLOT, index, ret_absent);
	}
	index = read_index(reader, name);
	if (strcmp(name, "me") == 0)
		return read_field(reader, RULE_THREAD, index, ret_absent);
	if (strcmp(name, "th") != 0)
		return read_field(reader, RULE_ENCODER, index, ret_absent);
	rule_read_expect(reader, "[");
	rule_read_expect(reader, "q");
	rule_read_expect(reader, "]");
	return read_field(reader, RULE_THREAD, index, ret_absent);
}

const struct term *rule_read_known(const struct rule_reader *reader, const struct term *target)
{
	for (size_t i = 0; i < reader->known_count; i++) {
		if (term_same(reader->known[i].target, target))
			return reader->known[i].value;
	}
	return NULL;
}

static bool is_storage(const struct rule_reader *reader)
{
	static const char *const names[] = {"error", "x", "g", "slot", "me", "th", "e", "ve", "qe"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (rule_read_is(reader, names[i]))
			return true;
	}
	return false;
}

static const struct term *read_storage(struct rule_reader *reader)
{
	bool absent;
	const struct term *term = rule_read_target(reader, &absent);
	const struct term *known = rule_read_known(reader, term);

	if (term->kind == TERM_SCRATCH && !reader->in_each && known == NULL &&
	    (reader->scratch_set >> term->value & 1) == 0)
		rule_read_fail(reader, "scratch is read before it is set");
	return known != NULL ? known : term;
}

static const struct term *read_pick(struct rule_reader *reader)
{
	const struct term *condition;
	const struct term *a;
	const struct term *b;

	rule_read_expect(reader, "(");
	condition = rule_read_expression(reader);
	rule_read_expect(reader, ",");
	a = rule_read_expression(reader);
	rule_read_expect(reader, ",");
	b = rule_read_expression(reader);
	rule_read_expect(reader, ")");
	return term_pick(&reader->parse->maker, condition, a, b);
}

static const struct term *read_guard(struct rule_reader *reader)
{
	const struct rule_system *system = reader->parse->system;
	const struct term *condition;
	size_t guard = 0;

	rule_read_expect(reader, "(");
	while (guard < system->guard_count && !rule_read_is(reader, system->guards[guard]))
		guard++;
	if (guard == system->guard_count)
		rule_read_fail(reader, "unknown guard");
	rule_read_advance(reader);
	rule_read_expect(reader, ",");
	condition = rule_read_expression(reader);
	rule_read_expect(reader, ")");
	return !reader->failed && (system->guards_dropped >> guard & 1) != 0
		       ? term_number(&reader->parse->maker, 1, RULE_PLAIN)
		       : condition;
}

static const struct term *read_name(struct rule_reader *reader)
{
	const struct rule_system *system = reader->parse->system;
	struct term_maker *maker = &reader->parse->maker;

	for (size_t i = 0; i < system->name_count; i++) {
		if (accept(reader, system->names[i].name))
			return term_number(maker, system->names[i].value, system->names[i].meaning);
	}
	for (size_t i = 0; i < system->all_count; i++) {
		if (accept(reader, system->alls[i].name))
			return term_leaf(maker, TERM_ALL, (int)i);
	}
	if (reader->kind == RULE_OF_SLOT && accept(reader, "s"))
		return term_leaf(maker, TERM_CHOSEN, 0);
	if (!reader->in_each && accept(reader, "self"))
		return term_leaf(maker, TERM_SELF, 0);
	rule_read_fail(reader, "unknown name");
	return zero(reader);
}

static const struct term *read_primary(struct rule_reader *reader)
{
	const struct term *term;

	if (reader->failed)
		return zero(reader);
	if (isdigit((unsigned char)reader->token[0])) {
		term = term_number(&reader->parse->maker, (int)strtol(reader->token, NULL, 10),
				   RULE_PLAIN);
		rule_read_advance(reader);
		return term;
	}
	if (accept(reader, "!"))
		return term_not(&reader->parse->maker, read_primary(reader));
	if (accept(reader, "(")) {
		term = rule_read_expression(reader);
		rule_read_expect(reader, ")");
		return term;
	}
	if (accept(reader, "PICK"))
		return read_pick(reader);
	if (accept(reader, "G"))
		return read_guard(reader);
	return is_storage(reader) ? read_storage(reader) : read_name(reader);
}

/* Operators by how tightly they bind, the loosest first; all are read from left to right. */
static const struct {
	const char *token;
	int level;
	enum term_kind kind;
} operators[] = {
	{"||", 0, TERM_OR},      {"&&", 1, TERM_AND}, {"==", 2, TERM_EQUAL},   {"!=", 2, TERM_UNEQUAL},
	{"<", 3, TERM_LESS},     {"+", 4, TERM_ADD},  {"-", 4, TERM_SUBTRACT},
};

static const struct term *read_level(struct rule_reader *reader, int level)
{
	const struct term *term =
		level == 5 ? read_primary(reader) : read_level(reader, level + 1);
	bool again = true;

	while (again && !reader->failed) {
		again = false;
		for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
			if (operators[i].level != level || !accept(reader, operators[i].token))
				continue;
			term = term_binary(&reader->parse->maker, operators[i].kind, term,
					   read_level(reader, level + 1));
			again = true;
			break;
		}
	}
	return term;
}

const struct term *rule_read_expression(struct rule_reader *reader)
{
	return read_level(reader, 0);
}
