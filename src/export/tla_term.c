/* SPDX-License-Identifier: MIT */
#include "export/tla_internal.h"

const char *const tla_variables[RULE_RECORDS] = {"th", "encoder", "slot", "g"};

bool tla_is_function(const struct rule_system *system, enum rule_record record)
{
	return record == RULE_THREAD || record == RULE_SLOT ||
	       (record == RULE_ENCODER && !system->shared_encoder);
}

void tla_write_variable(const struct tla_writer *writer, enum rule_record record,
			struct agx_text *out)
{
	agx_text_puts(out, tla_variables[record]);
	if (writer->version[record] > 0)
		agx_text_printf(out, "_%u", writer->version[record]);
}

void tla_write_scratch(const struct tla_writer *writer, int which, struct agx_text *out)
{
	agx_text_printf(out, "%s%s_%u", which == RULE_SCRATCH_ERROR ? "" : "x_",
			writer->parse->scratch[which], writer->scratch_version[which]);
}

static void write_number(const struct tla_writer *writer, const struct term *term,
			 struct agx_text *out)
{
	const char *name = rule_name_of(writer->parse->system, term->value, term->meaning);

	if (term->meaning == RULE_PLAIN)
		agx_text_printf(out, "%d", term->value);
	else if (term->meaning == RULE_ERROR && term->value == 0)
		agx_text_puts(out, "\"none\"");
	else
		agx_text_printf(out, "\"%s\"", name != NULL ? name : "?");
}

static void write_field(const struct tla_writer *writer, const struct term *term,
			struct agx_text *out)
{
	tla_write_variable(writer, term->field->record, out);
	if (term->a != NULL) {
		agx_text_puts(out, "[");
		tla_write_value(writer, term->a, out);
		agx_text_puts(out, "]");
	}
	agx_text_printf(out, ".%s", term->field->name);
	if (term->b != NULL) {
		agx_text_puts(out, "[");
		tla_write_value(writer, term->b, out);
		agx_text_puts(out, "]");
	}
}

static void write_pick(const struct tla_writer *writer, const struct term *term,
		       struct agx_text *out)
{
	agx_text_puts(out, "(IF ");
	tla_write_condition(writer, term->a, out);
	agx_text_puts(out, " THEN ");
	tla_write_value(writer, term->b, out);
	agx_text_puts(out, " ELSE ");
	tla_write_value(writer, term->c, out);
	agx_text_puts(out, ")");
}

void tla_write_value(const struct tla_writer *writer, const struct term *term, struct agx_text *out)
{
	switch (term->kind) {
	case TERM_NUMBER:
		write_number(writer, term, out);
		break;
	case TERM_ME:
		agx_text_puts(out, "t");
		break;
	case TERM_VICTIM:
		agx_text_puts(out, "v");
		break;
	case TERM_EACH:
		agx_text_puts(out, "q");
		break;
	case TERM_SELF:
		agx_text_puts(out, "(t + 1)");
		break;
	case TERM_CHOSEN:
		agx_text_puts(out, "s");
		break;
	case TERM_SCRATCH:
		tla_write_scratch(writer, term->value, out);
		break;
	case TERM_FIELD:
		write_field(writer, term, out);
		break;
	case TERM_PICK:
		write_pick(writer, term, out);
		break;
	case TERM_ADD:
	case TERM_SUBTRACT:
		agx_text_puts(out, "(");
		tla_write_value(writer, term->a, out);
		agx_text_puts(out, term->kind == TERM_ADD ? " + " : " - ");
		tla_write_value(writer, term->b, out);
		agx_text_puts(out, ")");
		break;
	default: /* a truth value */
		agx_text_puts(out, "(IF ");
		tla_write_condition(writer, term, out);
		agx_text_puts(out, " THEN 1 ELSE 0)");
		break;
	}
}

static void write_comparison(const struct tla_writer *writer, const struct term *term,
			     const char *operator, struct agx_text *out)
{
	tla_write_value(writer, term->a, out);
	agx_text_puts(out, operator);
	tla_write_value(writer, term->b, out);
}

/* Conjunction and disjunction bind equally, so that one within the other needs parentheses. */
static void write_logic(const struct tla_writer *writer, const struct term *term,
			struct agx_text *out)
{
	const struct term *sides[] = {term->a, term->b};

	for (int i = 0; i < 2; i++) {
		bool other = sides[i]->kind != term->kind &&
			     (sides[i]->kind == TERM_AND || sides[i]->kind == TERM_OR);

		agx_text_puts(out, i == 0 ? "" : term->kind == TERM_AND ? " /\\ " : " \\/ ");
		agx_text_puts(out, other ? "(" : "");
		tla_write_condition(writer, sides[i], out);
		agx_text_puts(out, other ? ")" : "");
	}
}

static void write_all(const struct tla_writer *writer, const struct term *condition,
		      struct agx_text *out)
{
	agx_text_puts(out, rule_depends_on_each(condition) ? "(\\A q \\in Threads : " : "(");
	tla_write_condition(writer, condition, out);
	agx_text_puts(out, ")");
}

void tla_write_condition(const struct tla_writer *writer, const struct term *term,
			 struct agx_text *out)
{
	switch (term->kind) {
	case TERM_NUMBER:
		agx_text_puts(out, term->value != 0 ? "TRUE" : "FALSE");
		break;
	case TERM_ALL:
		write_all(writer, writer->parse->alls[term->value], out);
		break;
	case TERM_NOT:
		agx_text_puts(out, "~(");
		tla_write_condition(writer, term->a, out);
		agx_text_puts(out, ")");
		break;
	case TERM_AND:
	case TERM_OR:
		write_logic(writer, term, out);
		break;
	case TERM_EQUAL:
		write_comparison(writer, term, " = ", out);
		break;
	case TERM_UNEQUAL:
		write_comparison(writer, term, " # ", out);
		break;
	case TERM_LESS:
		write_comparison(writer, term, " < ", out);
		break;
	default: /* a number */
		tla_write_value(writer, term, out);
		agx_text_puts(out, " # 0");
		break;
	}
}
