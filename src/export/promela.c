/* SPDX-License-Identifier: MIT */
#include "export/promela.h"

#include "export/rule_use.h"

/* What an index stands for while a rule is written out. */
struct context {
	const struct rule_parse *parse;
	struct agx_text *out;
	unsigned chosen; /* slot */
	unsigned victim;
	unsigned each; /* thread q */
};

static const char *const record_names[RULE_RECORDS] = {"thread", "encoder", "slot", "global"};
static const char *const variables[RULE_RECORDS] = {"th", "encoder", "slot", "g"};

static void write_term(const struct context *c, const struct term *term);

/* The elements of RECORD's array; 0: it is no array. */
static unsigned elements(const struct rule_system *system, enum rule_record record)
{
	if (record == RULE_GLOBAL || (record == RULE_ENCODER && system->shared_encoder))
		return 0;
	return record == RULE_SLOT ? system->slots + 1 : system->threads;
}

static void write_scratch_name(const struct context *c, int which)
{
	agx_text_printf(c->out, "%s%s", which == RULE_SCRATCH_ERROR ? "" : "x_",
			c->parse->scratch[which]);
}

static void write_field(const struct context *c, const struct term *term)
{
	enum rule_record record = term->field->record;

	if (term->a != NULL && term->a->kind == TERM_ME) {
		agx_text_puts(c->out, record == RULE_THREAD ? "me" : "e");
	} else {
		agx_text_puts(c->out, variables[record]);
		if (term->a != NULL) {
			agx_text_puts(c->out, "[");
			write_term(c, term->a);
			agx_text_puts(c->out, "]");
		}
	}
	agx_text_printf(c->out, ".%s", term->field->name);
	if (term->b != NULL) {
		agx_text_puts(c->out, "[");
		write_term(c, term->b);
		agx_text_puts(c->out, "]");
	}
}

static void write_number(const struct context *c, const struct term *term)
{
	const char *name = term->meaning == RULE_PLAIN
				   ? NULL
				   : rule_name_of(c->parse->system, term->value, term->meaning);

	if (name != NULL)
		agx_text_puts(c->out, name);
	else
		agx_text_printf(c->out, "%d", term->value);
}

static void write_binary(const struct context *c, const struct term *term)
{
	static const char *const operators[] = {[TERM_AND] = " && ",   [TERM_OR] = " || ",
						[TERM_EQUAL] = " == ", [TERM_UNEQUAL] = " != ",
						[TERM_LESS] = " < ",   [TERM_ADD] = " + ",
						[TERM_SUBTRACT] = " - "};
	const struct term *sides[] = {term->a, term->b};

	for (int i = 0; i < 2; i++) {
		const struct term *side = sides[i];
		bool logic = side->kind == TERM_AND || side->kind == TERM_OR;
		/* A sum in a comparison needs none; a chain of one associative operator neither. */
		bool bare = side->kind < TERM_AND || side->kind == TERM_PICK ||
			    (logic ? side->kind == term->kind
				   : side->kind > term->kind && term->kind <= TERM_LESS);

		agx_text_puts(c->out, i == 1 ? operators[term->kind] : "");
		agx_text_puts(c->out, bare ? "" : "(");
		write_term(c, side);
		agx_text_puts(c->out, bare ? "" : ")");
	}
}

static void write_term(const struct context *c, const struct term *term)
{
	switch (term->kind) {
	case TERM_NUMBER:
		write_number(c, term);
		break;
	case TERM_ME:
		agx_text_puts(c->out, "_pid");
		break;
	case TERM_VICTIM:
		agx_text_printf(c->out, "%u", c->victim);
		break;
	case TERM_EACH:
		agx_text_printf(c->out, "%u", c->each);
		break;
	case TERM_SELF:
		agx_text_puts(c->out, "(_pid + 1)");
		break;
	case TERM_CHOSEN:
		agx_text_printf(c->out, "%u", c->chosen);
		break;
	case TERM_SCRATCH:
		write_scratch_name(c, term->value);
		break;
	case TERM_FIELD:
		write_field(c, term);
		break;
	case TERM_ALL:
		agx_text_puts(c->out, c->parse->system->alls[term->value].name);
		break;
	case TERM_NOT:
		agx_text_puts(c->out, "!(");
		write_term(c, term->a);
		agx_text_puts(c->out, ")");
		break;
	case TERM_PICK:
		agx_text_puts(c->out, "(");
		write_term(c, term->a);
		agx_text_puts(c->out, " -> ");
		write_term(c, term->b);
		agx_text_puts(c->out, " : ");
		write_term(c, term->c);
		agx_text_puts(c->out, ")");
		break;
	default:
		write_binary(c, term);
		break;
	}
}

static void write_assignment(const struct context *c, const struct rule_statement *statement,
			     const char *indent)
{
	agx_text_puts(c->out, indent);
	write_term(c, statement->target);
	agx_text_puts(c->out, " = ");
	write_term(c, statement->value);
}

/* An EACH as an inline, thread after thread. What it does to an encoder that all share it does once: it is the same
 * for every thread. */
static void write_each(struct context *c, size_t each)
{
	const struct rule_effect *effect = &c->parse->eachs[each];
	bool first = true;

	agx_text_printf(c->out, "inline %s()\n{\n", c->parse->system->eachs[each].name);
	for (c->each = 0; c->each < c->parse->system->threads; c->each++) {
		for (size_t i = 0; i < effect->count; i++) {
			const struct rule_statement *statement = &effect->statements[i];

			if (c->each > 0 && !rule_depends_on_each(statement->target))
				continue;
			agx_text_puts(c->out, first ? "" : ";\n");
			write_assignment(c, statement, "\t");
			first = false;
		}
	}
	agx_text_puts(c->out, first ? "\tskip\n}\n\n" : "\n}\n\n");
}

/* A condition on every thread. */
static void write_conjunction(struct context *c, const struct term *condition)
{
	for (c->each = 0; c->each < c->parse->system->threads; c->each++) {
		if (c->each > 0 && !rule_depends_on_each(condition))
			break;
		agx_text_puts(c->out, c->each == 0 ? "(" : " && (");
		write_term(c, condition);
		agx_text_puts(c->out, ")");
	}
}

static void write_guard(const struct context *c, const struct rule_parsed *rule)
{
	const struct rule_system *system = c->parse->system;
	bool other = rule->text->kind == RULE_OF_VICTIM && system->victims == RULE_VICTIM_OTHER;
	bool any = rule->location != RULE_ANYWHERE || other;

	if (rule->location != RULE_ANYWHERE)
		agx_text_printf(c->out, "me.pc == %s",
				rule_name_of(system, rule->location, RULE_LOCATION));
	if (other)
		agx_text_printf(c->out, "%s_pid != %u",
				rule->location != RULE_ANYWHERE ? " && " : "", c->victim);
	if (rule->guard->kind == TERM_NUMBER) {
		agx_text_puts(c->out, any ? "" : "true");
		return;
	}
	agx_text_puts(c->out, any ? " && (" : "(");
	write_term(c, rule->guard);
	agx_text_puts(c->out, ")");
}

static void write_assertions(const struct context *c, const struct rule_parsed *rule)
{
	const struct rule_system *system = c->parse->system;

	for (int value = 1; value < 64; value++) {
		if ((rule->errors >> value & 1) != 0)
			agx_text_printf(c->out, ";\n\t\tassert(error != %s)",
					rule_name_of(system, value, RULE_ERROR));
	}
}

/* Scratch is 0 between steps, so that it tells no two states apart. Hiding it would do that too, but SPIN refuses to search
 * breadth-first then. */
static void write_clearing(const struct context *c, const struct rule_parsed *rule)
{
	uint64_t cleared = 0;

	for (size_t i = 0; i < rule->effect.count; i++) {
		const struct term *target = rule->effect.statements[i].target;

		if (target == NULL || target->kind != TERM_SCRATCH ||
		    (cleared >> target->value & 1) != 0)
			continue;
		cleared |= UINT64_C(1) << target->value;
		agx_text_puts(c->out, ";\n\t\t");
		write_scratch_name(c, target->value);
		agx_text_puts(c->out, " = 0");
	}
}

/* One rule for one choice of slot or victim. */
static void write_option(const struct context *c, const struct rule_parsed *rule)
{
	agx_text_puts(c->out, "\t:: d_step {\n\t\t");
	write_guard(c, rule);
	agx_text_puts(c->out, " ->\n");
	for (size_t i = 0; i < rule->effect.count; i++) {
		const struct rule_statement *statement = &rule->effect.statements[i];

		agx_text_puts(c->out, i > 0 ? ";\n" : "");
		if (statement->target != NULL)
			write_assignment(c, statement, "\t\t");
		else
			agx_text_printf(c->out, "\t\t%s()",
					c->parse->system->eachs[statement->each].name);
	}
	if (rule->effect.count == 0)
		agx_text_puts(c->out, "\t\tskip");
	write_assertions(c, rule);
	write_clearing(c, rule);
	agx_text_puts(c->out, "\n\t}\n");
}

static void write_rule(struct context *c, const struct rule_parsed *rule)
{
	const struct rule_system *system = c->parse->system;
	bool others = rule->text->kind == RULE_OF_VICTIM && system->victims == RULE_VICTIM_OTHER;

	agx_text_printf(c->out, "\t/* %s: %s */\n", rule->text->name, rule->text->stands_for);
	if (rule->text->kind == RULE_OF_SLOT) {
		for (c->chosen = 1; c->chosen <= system->slots; c->chosen++)
			write_option(c, rule);
	} else if (others) {
		for (c->victim = 0; c->victim < system->threads; c->victim++)
			write_option(c, rule);
	} else {
		write_option(c, rule);
	}
}

static void write_defines(const struct context *c, const struct rule_use *use)
{
	const struct rule_system *system = c->parse->system;

	for (size_t i = 0; i < system->name_count; i++) {
		const struct rule_name *name = &system->names[i];
		uint64_t used = name->meaning == RULE_LOCATION ? use->locations
				: name->meaning == RULE_ERROR  ? use->errors
							       : 0;

		if (name->value >= 0 && name->value < 64 && (used >> name->value & 1) != 0 &&
		    rule_name_of(system, name->value, name->meaning) == name->name)
			agx_text_printf(c->out, "#define %s %d\n", name->name, name->value);
	}
	agx_text_puts(c->out, "\n");
}

static void write_records(const struct context *c, const struct rule_use *use)
{
	const struct rule_system *system = c->parse->system;

	for (int record = 0; record < RULE_RECORDS; record++) {
		unsigned count = elements(system, (enum rule_record)record);

		if (!use->records[record])
			continue;
		agx_text_printf(c->out, "typedef %s_t {", record_names[record]);
		for (size_t i = 0; i < system->field_count; i++) {
			const struct rule_field *field = &system->fields[i];

			if ((int)field->record != record || field->top == 0)
				continue;
			agx_text_printf(c->out, "\n\t%s %s", field->top == 1 ? "bit" : "byte",
					field->name);
			if (field->per_slot)
				agx_text_printf(c->out, "[%u]", system->slots + 1);
			agx_text_puts(c->out, ";");
		}
		agx_text_printf(c->out, "\n}\n%s_t %s", record_names[record], variables[record]);
		if (count > 0)
			agx_text_printf(c->out, "[%u]", count);
		agx_text_puts(c->out, ";\n\n");
	}
}

static void write_scratch(const struct context *c, const struct rule_use *use)
{
	for (size_t i = 0; i < c->parse->scratch_count; i++) {
		if ((use->scratch >> i & 1) == 0)
			continue;
		agx_text_puts(c->out, "byte ");
		write_scratch_name(c, (int)i);
		agx_text_puts(c->out, ";\n");
	}
	agx_text_puts(c->out, "\n#define me th[_pid]\n");
	if (use->records[RULE_ENCODER] && !c->parse->system->shared_encoder)
		agx_text_puts(c->out, "#define e encoder[_pid]\n");
	agx_text_puts(c->out, "\n");
}

static void write_macros(struct context *c, const struct rule_use *use)
{
	const struct rule_system *system = c->parse->system;

	for (size_t i = 0; i < system->all_count; i++) {
		if ((use->alls >> i & 1) == 0)
			continue;
		agx_text_printf(c->out, "#define %s (", system->alls[i].name);
		write_conjunction(c, c->parse->alls[i]);
		agx_text_puts(c->out, ")\n\n");
	}
	for (size_t i = 0; i < system->each_count; i++) {
		if ((use->eachs >> i & 1) != 0)
			write_each(c, i);
	}
}

static void write_head(const struct context *c)
{
	const char *const *about = c->parse->system->about;

	agx_text_printf(c->out, "/* %s", c->parse->system->name);
	for (size_t i = 0; about[i] != NULL; i++)
		agx_text_printf(c->out, "\n * %s", about[i]);
	agx_text_puts(c->out,
		      "\n *\n * One rule is one d_step. slot[0] stands for NULL and stays 0. To check every state:\n"
		      " *\tspin -a FILE && gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m10000000 -c0\n"
		      " * (If pan says that its search depth is too small it has lost states: a greater -m then.)\n"
		      " * and for a shortest counterexample, printed with spin -t -p FILE:\n"
		      " *\tgcc -O2 -DSAFETY -DNOREDUCE -DBFS -o pan pan.c && ./pan */\n\n");
}

/* Whoever is at rest may stay there: where all are, the end of every step is no deadlock. */
static void write_rest(struct context *c)
{
	if (c->parse->rest == NULL)
		return;
	agx_text_puts(c->out, "/* Nobody has to move. */\nactive proctype rest()\n{\n\tdo\n\t:: ");
	write_conjunction(c, c->parse->rest);
	agx_text_puts(c->out, "\n\tod\n}\n");
}

void promela_write(const struct rule_parse *parse, struct agx_text *out)
{
	struct context c = {.parse = parse, .out = out};
	struct rule_use use = rule_use_of(parse);

	write_head(&c);
	write_defines(&c, &use);
	write_records(&c, &use);
	write_scratch(&c, &use);
	write_macros(&c, &use);
	agx_text_printf(out, "active [%u] proctype client()\n{\n%s\tdo\n", parse->system->threads,
			parse->rest == NULL ? "end:\n" : "");
	for (size_t i = 0; i < parse->rule_count; i++)
		write_rule(&c, &parse->rules[i]);
	agx_text_puts(out, "\tod\n}\n\n");
	write_rest(&c);
}
