/* SPDX-License-Identifier: MIT */
#include "export/tla.h"

#include "export/tla_internal.h"

/* The state as it stands: nothing of a step has been done. */
static struct tla_writer plain(const struct rule_parse *parse, struct agx_text *out)
{
	return (struct tla_writer) {.parse = parse, .out = out};
}

static bool has_victim(const struct rule_parse *parse, const struct rule_parsed *rule)
{
	return rule->text->kind == RULE_OF_VICTIM && parse->system->victims == RULE_VICTIM_OTHER;
}

static const char *parameters(const struct rule_parse *parse, const struct rule_parsed *rule)
{
	if (rule->text->kind == RULE_OF_SLOT)
		return "t, s";
	return has_victim(parse, rule) ? "t, v" : "t";
}

/* What a rule's parameters beside t range over: " s \\in Slots : "; "" for a rule that has none. */
static const char *range(const struct rule_parse *parse, const struct rule_parsed *rule)
{
	if (rule->text->kind == RULE_OF_SLOT)
		return " s \\in Slots : ";
	return has_victim(parse, rule) ? " v \\in Threads \\ {t} : " : "";
}

/* A conjunction's parts, a line each. */
static void write_conjuncts(const struct rule_parse *parse, const struct term *term,
			    struct agx_text *out)
{
	const struct tla_writer writer = plain(parse, out);
	bool logic = term->kind == TERM_OR;

	if (term->kind == TERM_AND) {
		write_conjuncts(parse, term->a, out);
		write_conjuncts(parse, term->b, out);
		return;
	}
	agx_text_puts(out, logic ? "    /\\ (" : "    /\\ ");
	tla_write_condition(&writer, term, out);
	agx_text_puts(out, logic ? ")\n" : "\n");
}

static void write_enabled(const struct rule_parse *parse, const struct rule_parsed *rule,
			  struct agx_text *out)
{
	agx_text_printf(out, "%s_enabled(%s) ==\n", rule->text->name, parameters(parse, rule));
	if (rule->location != RULE_ANYWHERE)
		agx_text_printf(out, "    /\\ th[t].pc = \"%s\"\n",
				rule_name_of(parse->system, rule->location, RULE_LOCATION));
	if (rule->guard->kind != TERM_NUMBER || rule->location == RULE_ANYWHERE)
		write_conjuncts(parse, rule->guard, out);
	agx_text_puts(out, "\n");
}

static enum agx_status write_rule(const struct rule_parse *parse, const struct rule_parsed *rule,
				  const struct rule_use *use, struct agx_text *out,
				  struct agx_error *err)
{
	enum agx_status status = AGX_OK;

	agx_text_printf(out, "\\* %s\n", rule->text->stands_for);
	write_enabled(parse, rule, out);
	if (rule->errors != 0) {
		agx_text_printf(out, "%s_error(%s) ==\n", rule->text->name, parameters(parse, rule));
		status = tla_write_failure(parse, rule, out, err);
	}
	if (status != AGX_OK)
		return status;
	agx_text_printf(out, "%s(%s) ==\n    /\\ %s_enabled(%s)\n", rule->text->name,
			parameters(parse, rule), rule->text->name, parameters(parse, rule));
	status = tla_write_change(parse, rule, use, out, err);
	agx_text_puts(out, "\n");
	return status;
}

static void write_head(const struct rule_parse *parse, struct agx_text *out)
{
	const struct rule_system *system = parse->system;

	agx_text_printf(out, "---- MODULE %s ----\n", system->name);
	for (size_t i = 0; system->about[i] != NULL; i++)
		agx_text_printf(out, "\\* %s\n", system->about[i]);
	agx_text_printf(out,
			"\\* One rule is one action. slot[0] stands for NULL and stays 0.\n\n"
			"EXTENDS Integers\n\nThreads == 0 .. %u\nSlots == 1 .. %u\n\n",
			system->threads - 1, system->slots);
}

static void write_variables(const struct rule_use *use, struct agx_text *out)
{
	bool first = true;

	agx_text_puts(out, "VARIABLES ");
	for (int record = 0; record < RULE_RECORDS; record++) {
		if (!use->records[record])
			continue;
		agx_text_printf(out, "%s%s", first ? "" : ", ", tla_variables[record]);
		first = false;
	}
	agx_text_puts(out, "\n\nvars == <<");
	first = true;
	for (int record = 0; record < RULE_RECORDS; record++) {
		if (!use->records[record])
			continue;
		agx_text_printf(out, "%s%s", first ? "" : ", ", tla_variables[record]);
		first = false;
	}
	agx_text_puts(out, ">>\n\n");
}

/* What field FIELD starts as, or all that it may be. */
static void write_values(const struct rule_parse *parse, const struct rule_field *field, bool initial,
			 struct agx_text *out)
{
	const struct rule_system *system = parse->system;
	bool first = true;

	if (field->per_slot)
		agx_text_puts(out, initial ? "[k \\in 0 .. " : "[0 .. ");
	if (field->per_slot)
		agx_text_printf(out, "%u %s ", system->slots, initial ? "|->" : "->");
	if (field->record != RULE_THREAD || field->name[0] != 'p' || field->name[1] != 'c') {
		agx_text_printf(out, initial ? "0" : "0 .. %u", field->top);
	} else if (initial) {
		agx_text_printf(out, "\"%s\"", rule_name_of(system, 0, RULE_LOCATION));
	} else {
		agx_text_puts(out, "{");
		for (unsigned i = 0; i <= field->top; i++) {
			agx_text_printf(out, "%s\"%s\"", first ? "" : ", ",
					rule_name_of(system, (int)i, RULE_LOCATION));
			first = false;
		}
		agx_text_puts(out, "}");
	}
	agx_text_puts(out, field->per_slot ? "]" : "");
}

/* "[field |-> 0, ...]", or the set of all such records. */
static void write_record(const struct rule_parse *parse, enum rule_record record, bool initial,
			 struct agx_text *out)
{
	const struct rule_system *system = parse->system;
	bool first = true;

	agx_text_puts(out, "[");
	for (size_t i = 0; i < system->field_count; i++) {
		const struct rule_field *field = &system->fields[i];

		if (field->record != record || field->top == 0)
			continue;
		agx_text_printf(out, "%s%s%s ", first ? "" : ", ", field->name,
				initial ? " |->" : ":");
		write_values(parse, field, initial, out);
		first = false;
	}
	agx_text_puts(out, "]");
}

static void write_states(const struct rule_parse *parse, const struct rule_use *use, bool initial,
			 struct agx_text *out)
{
	const struct rule_system *system = parse->system;

	agx_text_puts(out, initial ? "Init ==\n" : "TypeOK ==\n");
	for (int r = 0; r < RULE_RECORDS; r++) {
		enum rule_record record = (enum rule_record)r;
		bool function = tla_is_function(system, record);

		if (!use->records[r])
			continue;
		agx_text_printf(out, "    /\\ %s %s ", tla_variables[r], initial ? "=" : "\\in");
		if (function) {
			agx_text_puts(out, initial ? "[i \\in " : "[");
			agx_text_printf(out, record == RULE_SLOT ? "0 .. %u" : "Threads", system->slots);
			agx_text_puts(out, initial ? " |-> " : " -> ");
		}
		write_record(parse, record, initial, out);
		agx_text_puts(out, function ? "]\n" : "\n");
	}
	if (!initial && use->records[RULE_SLOT]) {
		agx_text_puts(out, "    /\\ slot[0] = ");
		write_record(parse, RULE_SLOT, true, out);
		agx_text_puts(out, "\n");
	}
	agx_text_puts(out, "\n");
}

static void write_rest(const struct rule_parse *parse, struct agx_text *out)
{
	const struct tla_writer writer = plain(parse, out);

	if (parse->rest == NULL)
		return;
	agx_text_puts(out, "\\* Nobody has to move.\nRest ==\n    /\\ \\A q \\in Threads : ");
	tla_write_condition(&writer, parse->rest, out);
	agx_text_puts(out, "\n    /\\ UNCHANGED vars\n\n");
}

static void write_next(const struct rule_parse *parse, struct agx_text *out)
{
	agx_text_puts(out, "Step(t) ==\n");
	for (size_t i = 0; i < parse->rule_count; i++)
		agx_text_printf(out, "    \\/ %s%s%s(%s)\n",
				range(parse, &parse->rules[i])[0] == '\0' ? "" : "\\E",
				range(parse, &parse->rules[i]), parse->rules[i].text->name,
				parameters(parse, &parse->rules[i]));
	agx_text_puts(out, "\n");
	write_rest(parse, out);
	agx_text_printf(out, "Next == (\\E t \\in Threads : Step(t))%s\n\nSpec == Init /\\ [][Next]_vars\n\n",
			parse->rest != NULL ? " \\/ Rest" : "");
}

/* Invariants: no step that can be made is this error. */
static void write_never(const struct rule_parse *parse, int error, struct agx_text *out)
{
	const char *name = rule_name_of(parse->system, error, RULE_ERROR);

	agx_text_printf(out, "Never_%s ==\n    \\A t \\in Threads :\n", name);
	for (size_t i = 0; i < parse->rule_count; i++) {
		const struct rule_parsed *rule = &parse->rules[i];
		const char *quantified = range(parse, rule);

		if ((rule->errors >> error & 1) == 0)
			continue;
		agx_text_printf(out, "        /\\ %s%s%s_enabled(%s) => %s_error(%s) # \"%s\"\n",
				quantified[0] == '\0' ? "" : "\\A", quantified, rule->text->name,
				parameters(parse, rule), rule->text->name,
				parameters(parse, rule), name);
	}
	agx_text_puts(out, "\n");
}

enum agx_status tla_write(const struct rule_parse *parse, struct agx_text *out,
			  struct agx_error *err)
{
	struct rule_use use = rule_use_of(parse);
	enum agx_status status = AGX_OK;

	write_head(parse, out);
	write_variables(&use, out);
	write_states(parse, &use, false, out);
	write_states(parse, &use, true, out);
	for (size_t i = 0; i < parse->rule_count && status == AGX_OK; i++)
		status = write_rule(parse, &parse->rules[i], &use, out, err);
	write_next(parse, out);
	for (int error = 1; error < 64; error++) {
		if ((use.errors >> error & 1) != 0)
			write_never(parse, error, out);
	}
	agx_text_puts(out, "====\n");
	return status;
}

void tla_write_config(const struct rule_parse *parse, struct agx_text *out)
{
	struct rule_use use = rule_use_of(parse);

	agx_text_printf(out, "SPECIFICATION Spec\nCHECK_DEADLOCK %s\nINVARIANTS TypeOK",
			parse->rest != NULL ? "TRUE" : "FALSE");
	for (int error = 1; error < 64; error++) {
		if ((use.errors >> error & 1) != 0)
			agx_text_printf(out, " Never_%s",
					rule_name_of(parse->system, error, RULE_ERROR));
	}
	agx_text_puts(out, "\n");
}
