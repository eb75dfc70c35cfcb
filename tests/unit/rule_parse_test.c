/* SPDX-License-Identifier: MIT */
/* Rule text is folded without changing what it means, and refused where it means nothing. */
#include "export/promela.h"
#include "export/rule_parse.h"
#include "export/tla.h"

#include <criterion/criterion.h>

/* One rule, read. With OUT, also written, as Promela and then as TLA+. */
static enum agx_status parse_rule(const char *guard, const char *effect, struct agx_text *out,
				  struct agx_error *err)
{
	static const struct rule_field fields[] = {
		{RULE_THREAD, "pc", 1, false},   {RULE_THREAD, "own", 7, false},
		{RULE_SLOT, "used", 7, false},   {RULE_GLOBAL, "kept", 7, false},
		{RULE_GLOBAL, "other", 7, false}, {RULE_GLOBAL, "absent", 0, false}};
	static const struct rule_name names[] = {{"IDLE", 0, RULE_LOCATION},
						 {"BUSY", 1, RULE_LOCATION},
						 {"WRONG", 1, RULE_ERROR},
						 {"YES", 1, RULE_PLAIN},
						 {"NO", 0, RULE_PLAIN}};
	static const struct rule_macro each = {"all_idle", "th[q].pc = IDLE; th[q].own = 3"};
	const struct rule_text rule = {"odd", RULE_OF_THREAD, "IDLE", guard, effect, "is odd"};
	const char *const about[] = {NULL};
	const struct rule_system system = {.name = "Odd",
					   .about = about,
					   .threads = 2,
					   .slots = 1,
					   .fields = fields,
					   .field_count = sizeof fields / sizeof fields[0],
					   .names = names,
					   .name_count = sizeof names / sizeof names[0],
					   .rules = &rule,
					   .rule_count = 1,
					   .eachs = &each,
					   .each_count = 1};
	struct rule_parse parse;
	enum agx_status status = rule_parse(&system, &parse, err);

	if (status != AGX_OK)
		return status;
	if (out != NULL) {
		promela_write(&parse, out);
		status = tla_write(&parse, out, err);
	}
	rule_parse_release(&parse);
	return status;
}

/* What is written for EFFECT has LINE, or has it not. */
static void expect_line(const char *effect, const char *line, bool there)
{
	struct agx_error err = {""};
	struct agx_text text = {0};

	cr_assert_eq(parse_rule("YES", effect, &text, &err), AGX_OK, "%s", err.text);
	cr_expect_eq(strstr(agx_text_string(&text), line) != NULL, there, "%s: '%s' in\n%s", effect, line,
		     agx_text_string(&text));
	agx_text_release(&text);
}

Test(rule_parse, what_is_known_is_put_in)
{
	expect_line("g.kept = 5; g.other = g.kept + 1", "g.other = 6", true);
	expect_line("x.at = 2; g.other = PICK(x.at == 2, 3, 4)", "g.other = 3", true);
	expect_line("g.other = PICK(me.pc == IDLE, 3, 4)", "g.other = 3", true);
	expect_line("g.other = PICK(NO && g.kept == 1, 3, g.other)", "g.other =", false);
	expect_line("g.other = g.kept + 3 - 1 - 1", "g.other = g.kept + 1", true);
	expect_line("g.other = g.kept - 3 + 1", "g.other = g.kept - 2", true);
}

Test(rule_parse, what_is_no_longer_known_is_not)
{
	/* Assigned again, with what is not known. */
	expect_line("x.at = 2; x.at = g.kept; g.other = x.at", "g.other = x_at", true);
	expect_line("g.kept = 5; g.kept = me.own; g.other = g.kept", "g.other = g.kept", true);
	/* Every thread is changed, the one that moves too. */
	expect_line("me.own = 5; APPLY(1, all_idle); g.other = me.own", "g.other = me.own", true);
	expect_line("me.pc = BUSY; APPLY(YES, all_idle); g.other = PICK(me.pc == BUSY, 3, 4)",
		    "g.other = (me.pc == BUSY -> 3 : 4)", true);
	/* Scratch is nobody's. */
	expect_line("x.at = 2; APPLY(1, all_idle); g.other = x.at", "g.other = 2", true);
	/* Another element may be the same one. */
	expect_line("slot[1].used = 5; slot[me.own].used = 6; g.other = slot[1].used",
		    "g.other = slot[1].used", true);
	/* The index has come to mean another one. */
	expect_line("x.at = g.kept; slot[x.at].used = 5; x.at = me.own; g.other = slot[x.at].used",
		    "g.other = slot[x_at].used", true);
}

Test(rule_parse, only_what_matters_is_kept)
{
	expect_line("x.at = g.kept; g.other = 1", "x_at", false);
	expect_line("x.at = g.kept; x.hit = x.at; g.other = x.hit", "x_hit = x_at", true);
	expect_line("x.at = g.kept; x.at = me.own; g.other = x.at", "x_at = g.kept", false);
	/* An error that depends on what the step has changed before. */
	expect_line("g.kept = me.own; error = PICK(g.kept == 1, WRONG, error)",
		    "error = (g.kept == 1 -> WRONG : 0)", true);
	expect_line("g.kept = 1; error = PICK(g.kept == 2, WRONG, error)", "assert", false);
}

Test(rule_parse, definitions_follow_the_order_of_assignments)
{
	static const char failing[] = "g.kept = me.own; error = PICK(g.kept == 1, WRONG, error)";

	expect_line(failing, "LET g_1 == [g EXCEPT !.kept = th[t].own]", true);
	expect_line(failing, "IF g_1.kept = 1 THEN \"WRONG\" ELSE \"none\"", true);
	/* Two updates that do not read each other are one. */
	expect_line("g.kept = me.own; g.other = me.own",
		    "g' = [g EXCEPT !.kept = th[t].own, !.other = th[t].own]", true);
	expect_line("g.kept = me.own; g.other = g.kept", "g' = [g_1 EXCEPT !.other = g_1.kept]", true);
}

Test(rule_parse, text_that_means_nothing_is_refused)
{
	static const struct {
		const char *guard;
		const char *effect;
		const char *complaint;
	} cases[] = {
		{"unheard_of", "g.kept = 1", "unknown name"},
		{"g.unheard_of == 0", "g.kept = 1", "unknown field"},
		{"G(unheard_of, 1)", "g.kept = 1", "unknown guard"},
		{"1 2", "g.kept = 1", "the condition goes on"},
		{"(1", "g.kept = 1", "')' is missing"},
		{"PICK(g.kept, 1)", "g.kept = 1", "',' is missing"},
		{"1", "g.kept 1", "'=' is missing"},
		{"1", "g.kept = 1 g.kept = 0", "';' is missing"},
		{"1", "g.kept = x.at", "scratch is read before it is set"},
		{"1", "g.absent = g.kept", "does not keep"},
		{"1", "APPLY(g.kept == 1, all_idle)", "does not decide"},
		{"1", "APPLY(1, unheard_of)", "unknown EACH"},
		{"ve.impl == 0", "g.kept = 1", "no meaning here"},
		{"th[q].pc == IDLE", "g.kept = 1", "no meaning here"},
		{"a_name_that_is_longer_than_any_name_of_the_rules == 0", "g.kept = 1", "too long"},
	};
	struct agx_error err;

	cr_expect_eq(parse_rule("g.absent == 0", "x.at = 1; g.kept = x.at; APPLY(1, all_idle)", NULL, &err),
		     AGX_OK);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		err.text[0] = '\0';
		cr_expect_eq(parse_rule(cases[i].guard, cases[i].effect, NULL, &err), AGX_FAILED, "%s / %s",
			     cases[i].guard, cases[i].effect);
		cr_expect_not_null(strstr(err.text, "'odd'"), "%s", err.text);
		cr_expect_not_null(strstr(err.text, cases[i].complaint), "%s, not: %s",
				   cases[i].complaint, err.text);
	}
}
