/* SPDX-License-Identifier: MIT */
/* Assignments in order, as definitions. Updates to one variable are gathered as long as none reads what another of them
 * has changed; then they are one EXCEPT, whose parts all see the variable as it was before. */
#include "export/tla_internal.h"

#include <string.h>

enum { PENDING_MAX = sizeof((struct tla_writer *)0)->pending_fields[0] / sizeof(struct rule_field *) };

static bool is_field(const struct term *part, const void *field)
{
	return part->kind == TERM_FIELD && part->field == field;
}

/* Start a line of the LET. */
static void define(struct tla_writer *writer)
{
	if (writer->definitions++ == 0)
		agx_text_puts(writer->out, writer->let);
	else
		agx_text_printf(writer->out, "%*s", (int)strlen(writer->let), "");
}

/* Turn what is pending for RECORD into a definition. */
static void flush(struct tla_writer *writer, enum rule_record record)
{
	if (writer->pending_count[record] == 0)
		return;
	define(writer);
	agx_text_printf(writer->out, "%s_%u == [", tla_variables[record],
			writer->version[record] + 1);
	tla_write_variable(writer, record, writer->out);
	agx_text_printf(writer->out, " EXCEPT %s]\n", agx_text_string(&writer->pending[record]));
	agx_text_release(&writer->pending[record]);
	writer->pending_count[record] = 0;
	writer->version[record]++;
}

static bool term_reads_all(const struct term *part, const void *context)
{
	(void)context;
	return part->kind == TERM_ALL;
}

/* Does TERM read a field that is pending? Whoever uses an ALL is taken to. */
static bool reads_pending(const struct tla_writer *writer, const struct term *term,
			  enum rule_record record)
{
	if (term == NULL)
		return false;
	for (size_t i = 0; i < writer->pending_count[record]; i++) {
		if (term_contains(term, is_field, writer->pending_fields[record][i]))
			return true;
	}
	return term_contains(term, term_reads_all, NULL);
}

/* Make sure that writing TERM writes what it is by now. */
static void settle(struct tla_writer *writer, const struct term *term)
{
	for (int record = 0; record < RULE_RECORDS; record++) {
		if (reads_pending(writer, term, (enum rule_record)record))
			flush(writer, (enum rule_record)record);
	}
}

static void assign_scratch(struct tla_writer *writer, const struct rule_statement *statement)
{
	int which = statement->target->value;
	struct agx_text value = {0};

	settle(writer, statement->value);
	tla_write_value(writer, statement->value, &value);
	define(writer);
	writer->scratch_version[which]++;
	tla_write_scratch(writer, which, writer->out);
	agx_text_printf(writer->out, " == %s\n", agx_text_string(&value));
	writer->out->failed |= value.failed;
	agx_text_release(&value);
}

/* "!.field[element] = value" of a record, whose own index, if any, was written before. */
static void write_update(struct tla_writer *writer, const struct rule_statement *statement,
			 struct agx_text *out)
{
	const struct term *target = statement->target;

	agx_text_printf(out, ".%s", target->field->name);
	if (target->b != NULL) {
		agx_text_puts(out, "[");
		tla_write_value(writer, target->b, out);
		agx_text_puts(out, "]");
	}
	agx_text_puts(out, " = ");
	tla_write_value(writer, statement->value, out);
}

static void assign_field(struct tla_writer *writer, const struct rule_statement *statement)
{
	const struct term *target = statement->target;
	enum rule_record record = target->field->record;
	struct agx_text *pending = &writer->pending[record];

	settle(writer, statement->value);
	settle(writer, target->a);
	settle(writer, target->b);
	if (writer->pending_count[record] == PENDING_MAX)
		flush(writer, record);
	agx_text_puts(pending, writer->pending_count[record] > 0 ? ", !" : "!");
	if (target->a != NULL) {
		agx_text_puts(pending, "[");
		tla_write_value(writer, target->a, pending);
		agx_text_puts(pending, "]");
	}
	write_update(writer, statement, pending);
	writer->pending_fields[record][writer->pending_count[record]++] = target->field;
}

/* Can EFFECT be done all at once, for all threads at once? Then no assignment reads what an earlier one has changed. */
static bool is_parallel(const struct rule_effect *effect)
{
	for (size_t i = 1; i < effect->count; i++) {
		for (size_t k = 0; k < i; k++) {
			const struct rule_field *changed = effect->statements[k].target->field;

			if (term_contains(effect->statements[i].value, is_field, changed) ||
			    term_contains(effect->statements[i].target->b, is_field, changed))
				return false;
		}
	}
	return true;
}

/* What EFFECT, an EACH's, does to RECORD. */
static void apply_record(struct tla_writer *writer, const struct rule_effect *effect,
			 enum rule_record record)
{
	bool function = tla_is_function(writer->parse->system, record);
	bool any = false;

	for (size_t i = 0; i < effect->count; i++) {
		const struct rule_statement *statement = &effect->statements[i];

		if (statement->target->field->record != record)
			continue;
		if (!any) {
			define(writer);
			agx_text_printf(writer->out, "%s_%u == %s[", tla_variables[record],
					writer->version[record] + 1,
					function ? "[q \\in Threads |-> " : "");
			tla_write_variable(writer, record, writer->out);
			agx_text_puts(writer->out, function ? "[q] EXCEPT !" : " EXCEPT !");
		} else {
			agx_text_puts(writer->out, ", !");
		}
		write_update(writer, statement, writer->out);
		any = true;
	}
	if (any)
		agx_text_puts(writer->out, function ? "]]\n" : "]\n");
}

/* Every record is written as it was before the EACH; only then do they all count as changed. */
static void apply(struct tla_writer *writer, const struct rule_effect *effect)
{
	bool changed[RULE_RECORDS] = {false};

	for (int record = 0; record < RULE_RECORDS; record++)
		flush(writer, (enum rule_record)record);
	for (int record = 0; record < RULE_RECORDS; record++)
		apply_record(writer, effect, (enum rule_record)record);
	rule_use_changed(writer->parse, effect, changed);
	for (int record = 0; record < RULE_RECORDS; record++)
		writer->version[record] += changed[record];
}

/* "th' = ..." for what has changed, and "UNCHANGED" for the rest. */
static void conclude(struct tla_writer *writer, const struct rule_use *use)
{
	struct agx_text same = {0};
	bool inner = writer->definitions > 0;
	bool first = true;

	for (int r = 0; r < RULE_RECORDS; r++) {
		enum rule_record record = (enum rule_record)r;

		if (!use->records[record])
			continue;
		if (writer->version[record] == 0 && writer->pending_count[record] == 0) {
			agx_text_printf(&same, "%s%s", same.length > 0 ? ", " : "",
					tla_variables[record]);
			continue;
		}
		agx_text_puts(writer->out, !inner ? "    /\\ " : first ? "       IN  /\\ " : "           /\\ ");
		agx_text_printf(writer->out, "%s' = ", tla_variables[record]);
		agx_text_puts(writer->out, writer->pending_count[record] > 0 ? "[" : "");
		tla_write_variable(writer, record, writer->out);
		if (writer->pending_count[record] > 0)
			agx_text_printf(writer->out, " EXCEPT %s]",
					agx_text_string(&writer->pending[record]));
		agx_text_puts(writer->out, "\n");
		first = false;
	}
	if (same.length > 0)
		agx_text_printf(writer->out, "    /\\ UNCHANGED <<%s>>\n", agx_text_string(&same));
	writer->out->failed |= same.failed;
	agx_text_release(&same);
}

static enum agx_status write_definitions(struct tla_writer *writer, const struct rule_effect *effect,
					 struct agx_error *err)
{
	const struct rule_parse *parse = writer->parse;

	for (size_t i = 0; i < effect->count; i++) {
		const struct rule_statement *statement = &effect->statements[i];

		if (statement->target == NULL && !is_parallel(&parse->eachs[statement->each]))
			return agx_fail(err, AGX_FAILED, "EACH '%s': its parts depend on each other",
					parse->system->eachs[statement->each].name);
		if (statement->target == NULL)
			apply(writer, &parse->eachs[statement->each]);
		else if (statement->target->kind == TERM_SCRATCH)
			assign_scratch(writer, statement);
		else
			assign_field(writer, statement);
	}
	return AGX_OK;
}

static void release_pending(struct tla_writer *writer)
{
	for (int record = 0; record < RULE_RECORDS; record++) {
		writer->out->failed |= writer->pending[record].failed;
		agx_text_release(&writer->pending[record]);
	}
}

enum agx_status tla_write_change(const struct rule_parse *parse, const struct rule_parsed *rule,
				 const struct rule_use *use, struct agx_text *out,
				 struct agx_error *err)
{
	struct tla_writer writer = {.parse = parse, .out = out, .let = "    /\\ LET "};
	enum agx_status status = write_definitions(&writer, &rule->change, err);

	if (status == AGX_OK)
		conclude(&writer, use);
	release_pending(&writer);
	return status;
}

enum agx_status tla_write_failure(const struct rule_parse *parse, const struct rule_parsed *rule,
				  struct agx_text *out, struct agx_error *err)
{
	struct tla_writer writer = {.parse = parse, .out = out, .let = "    LET "};
	const struct rule_effect *failure = &rule->failure;
	enum agx_status status = AGX_OK;

	if (failure->count == 1) {
		agx_text_puts(out, "    ");
		tla_write_value(&writer, failure->statements[0].value, out);
	} else {
		status = write_definitions(&writer, failure, err);
		agx_text_puts(out, "    IN  ");
		tla_write_scratch(&writer, RULE_SCRATCH_ERROR, out);
	}
	agx_text_puts(out, "\n\n");
	release_pending(&writer);
	return status;
}
