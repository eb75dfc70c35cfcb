/* SPDX-License-Identifier: MIT */
#include "report/check_claims.h"

#include "report/check_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH_DEFAULT = 100, NAME_COLUMNS = 31, ANSWER_COLUMNS = 4, ABLATION_COLUMNS_WIDE = 28 };

static const char *const answer_texts[] = {
	[CLAIM_NO] = "no", [CLAIM_YES] = "yes", [CLAIM_OPEN] = "?", [CLAIM_MUTE] = "-"};
static const char *const answer_names[] = {[CLAIM_NO] = "no",
					   [CLAIM_YES] = "yes",
					   [CLAIM_OPEN] = "undecided",
					   [CLAIM_MUTE] = "not-applicable"};
static const char *const result_names[] = {[CLAIM_FALSE] = "false",
					   [CLAIM_TRUE] = "true",
					   [CLAIM_IN_PART] = "in-part",
					   [CLAIM_UNDECIDED] = "undecided"};

/* Two claims share a theorem's name. */
static const char *label_of(enum claim_number claim, char *out, size_t size)
{
	(void)snprintf(out, size, "%s%s", claim_name(claim),
		       claim == CLAIM_MUTEX_PRINTED    ? ", printed"
		       : claim == CLAIM_MUTEX_MODELLED ? ", modelled"
						       : "");
	return out;
}

static enum check_colour answer_colour(enum claim_answer answer)
{
	return answer == CLAIM_YES ? CHECK_GOOD : answer == CLAIM_NO ? CHECK_BAD : CHECK_DIM;
}

static void put_table(const struct claims *claims, struct check_style style, struct agx_text *out)
{
	check_put_padded(out, style, CHECK_STRONG, "does it hold under", NAME_COLUMNS);
	for (int h = 0; h < CLAIM_HAZARDS; h++)
		check_put_padded(out, style, CHECK_STRONG, claim_hazard_name((enum claim_hazard)h),
				 h + 1 < CLAIM_HAZARDS ? ANSWER_COLUMNS : 0);
	agx_text_puts(out, "\n");
	for (int c = 0; c < CLAIMS; c++) {
		char label[64];

		check_put_padded(out, style, CHECK_PLAIN,
				 label_of((enum claim_number)c, label, sizeof label), NAME_COLUMNS);
		for (int h = 0; h < CLAIM_HAZARDS; h++) {
			enum claim_answer answer = claims->claims[c].answers[h];

			check_put_padded(out, style, answer_colour(answer), answer_texts[answer],
					 h + 1 < CLAIM_HAZARDS ? ANSWER_COLUMNS : 0);
		}
		agx_text_puts(out, "\n");
	}
	agx_text_puts(out, "\n");
}

static void put_entry(struct agx_text *out, struct check_style style, const char *name,
		      unsigned columns, const char *text)
{
	agx_text_puts(out, "  ");
	check_put_padded(out, style, CHECK_PLAIN, name, columns);
	check_put_wrapped(out, text, columns + 2, columns + 2, style.width);
}

/* The command that prints the counterexample of CELL. */
static void put_command(struct agx_text *out, const struct cell *cell)
{
	const struct encoding_config *c = &cell->question.encoding;
	char policy[32];
	char faults[160];
	char with[160];

	question_variants_format(c, with, sizeof with);
	agx_text_printf(out, "    agxrace check --policy %s --fault %s%s%s\n",
			policy_format(c->policy, policy, sizeof policy),
			sim_faults_format(c->faults, faults, sizeof faults),
			strcmp(with, "none") != 0 ? " --with " : "",
			strcmp(with, "none") != 0 ? with : "");
}

/* The first hazard under which the answer is ANSWER; CLAIM_HAZARDS: none. */
static int first_with(const struct claim *claim, enum claim_answer answer)
{
	int h = 0;

	while (h < CLAIM_HAZARDS && claim->answers[h] != answer)
		h++;
	return h;
}

static void list_hazards(struct agx_text *text, const struct claim *claim, enum claim_answer answer)
{
	unsigned count = 0;

	for (int h = 0; h < CLAIM_HAZARDS; h++) {
		if (claim->answers[h] == answer)
			agx_text_printf(text, "%s%s", count++ > 0 ? ", " : "",
					claim_hazard_name((enum claim_hazard)h));
	}
}

/* Which policies do what the global mutex does with more parallelism, hazard by hazard. */
static void tell_rivals(struct agx_text *text, const struct claims *claims)
{
	const struct claim *claim = &claims->claims[CLAIM_MINIMAL];

	for (int h = 0; h < CLAIM_HAZARDS; h++) {
		size_t rival = claim_rival(claims, (enum claim_hazard)h);
		char policy[32];

		if (claim->answers[h] == CLAIM_NO && rival < CLAIM_POLICIES)
			agx_text_printf(text, "; %s does as well under %s",
					policy_format(claims->policies[rival], policy, sizeof policy),
					claim_hazard_name((enum claim_hazard)h));
	}
}

static void put_claim(const struct claims *claims, enum claim_number number, struct check_style style,
		      struct agx_text *out)
{
	static const char *const words[] = {[CLAIM_FALSE] = "false",
					    [CLAIM_TRUE] = "true",
					    [CLAIM_IN_PART] = "true of all hazards together, not of each",
					    [CLAIM_UNDECIDED] = "not decided"};
	const struct claim *claim = &claims->claims[number];
	bool prevents = number == CLAIM_MUTEX_PRINTED || number == CLAIM_MUTEX_MODELLED;
	int telling = first_with(claim, prevents ? CLAIM_NO : CLAIM_YES);
	struct agx_text text = {0};
	char label[64];

	agx_text_printf(out, "%s%s%s: %s\n", check_colour_code(style, CHECK_STRONG),
			label_of(number, label, sizeof label), check_colour_code(style, CHECK_PLAIN),
			words[claim->result]);
	agx_text_printf(&text, "%s", claim_sentence(number));
	if (number == CLAIM_MINIMAL) {
		tell_rivals(&text, claims);
	} else if (telling < CLAIM_HAZARDS) {
		const struct cell *cell = claim_cell(claims, number, (enum claim_hazard)telling);

		agx_text_puts(&text, prevents ? "; not under " : "; shown under ");
		list_hazards(&text, claim, prevents ? CLAIM_NO : CLAIM_YES);
		agx_text_printf(&text, ". Under %s: %s in %zu states:",
				claim_hazard_name((enum claim_hazard)telling), cell_hazard_name(cell),
				cell->result.path.length);
	}
	agx_text_puts(out, "  ");
	check_put_wrapped(out, agx_text_string(&text), 2, 2, style.width);
	if (number != CLAIM_MINIMAL && telling < CLAIM_HAZARDS)
		put_command(out, claim_cell(claims, number, (enum claim_hazard)telling));
	agx_text_release(&text);
}

static void put_published(const struct claims *claims, struct check_style style, struct agx_text *out)
{
	const struct cell *race = &claims->published_race;
	const struct cell *fixed = &claims->published_fixed;
	const struct cell *unlocked = &claims->published_unlocked;
	struct agx_text text = {0};

	agx_text_printf(out, "%sas published%s\n", check_colour_code(style, CHECK_STRONG),
			check_colour_code(style, CHECK_PLAIN));
	if (race->verdict == AGX_VIOLATED)
		agx_text_printf(&text,
				"published-race, the model without a lock, is violated in %zu states. ",
				race->result.path.length);
	if (fixed->verdict == AGX_HOLDS)
		agx_text_printf(&text,
				"published-fixed, the one with a global mutex, holds (%" PRIu64
				" states, 4 threads, 4 slots). ",
				fixed->result.distinct);
	if (unlocked->verdict == AGX_HOLDS)
		agx_text_printf(&text,
				"It holds as well with every test of its mutex left out (%" PRIu64
				" states): its mutex is never needed. What makes it safe is that nobody destroys another's "
				"context there, and that creating is one step.",
				unlocked->result.distinct);
	agx_text_puts(out, "  ");
	check_put_wrapped(out, agx_text_string(&text), 2, 2, style.width);
	agx_text_release(&text);
}

void check_format_claims(const struct claims *claims, struct check_style style, struct agx_text *out)
{
	if (style.width == 0)
		style.width = WIDTH_DEFAULT;
	put_table(claims, style, out);
	for (int h = 0; h < CLAIM_HAZARDS; h++)
		put_entry(out, style, claim_hazard_name((enum claim_hazard)h), 5,
			  claim_hazard_sentence((enum claim_hazard)h));
	put_entry(out, style, "-", 5, "the mutex that is held for an encoder's life breaks too: no comparison");
	agx_text_puts(out, "\n");
	for (int c = 0; c < CLAIMS; c++)
		put_claim(claims, (enum claim_number)c, style, out);
	agx_text_puts(out, "\n");
	put_published(claims, style, out);
}

void check_format_ablation(const struct ablation *ablation, struct check_style style,
			   struct agx_text *out)
{
	if (style.width == 0)
		style.width = WIDTH_DEFAULT;
	check_put_padded(out, style, CHECK_STRONG, "the suggested fix", ABLATION_COLUMNS_WIDE);
	for (size_t c = 0; c < ABLATION_COLUMNS; c++) {
		const char *name = ablation_column_name(c);
		unsigned width = (unsigned)(strcspn(name, "-") > 8 ? strcspn(name, "-") : 8) + 2;
		char head[32];

		(void)snprintf(head, sizeof head, "%.*s", (int)strcspn(name, "-"), name);
		check_put_padded(out, style, CHECK_STRONG, head, c + 1 < ABLATION_COLUMNS ? width : 0);
	}
	agx_text_puts(out, "\n");
	for (size_t r = 0; r < ABLATION_ROWS; r++) {
		check_put_padded(out, style, CHECK_PLAIN, ablation_row_name(r), ABLATION_COLUMNS_WIDE);
		for (size_t c = 0; c < ABLATION_COLUMNS; c++) {
			const struct cell *cell = &ablation->cells[r][c];
			const char *name = ablation_column_name(c);
			unsigned width = (unsigned)(strcspn(name, "-") > 8 ? strcspn(name, "-") : 8) + 2;
			char word[32];

			check_put_padded(out, style, check_outcome_colour(cell),
					 check_outcome_text(cell, word, sizeof word),
					 c + 1 < ABLATION_COLUMNS ? width : 0);
		}
		agx_text_puts(out, "\n");
	}
	agx_text_puts(out, "\n");
	check_put_wrapped(out,
			  "Client without a policy; each column is a fault of the driver, then all four at once. "
			  "Publication: may another thread find _impl before what it points to, where the client "
			  "lets it look (sync-ends-encoder, weak memory)? Nothing else is judged in that column. "
			  "The words are those of agxrace check.",
			  0, 0, style.width);
}

static json_t *answers(struct json_maker *make, const struct claim *claim)
{
	json_t *object = json_object();

	for (int h = 0; h < CLAIM_HAZARDS; h++)
		json_put_text(make, object, claim_hazard_name((enum claim_hazard)h),
			      answer_names[claim->answers[h]]);
	return object;
}

static void put_claims(struct json_maker *make, json_t *root, const struct claims *claims)
{
	json_t *array = json_array();

	for (int c = 0; c < CLAIMS; c++) {
		enum claim_number number = (enum claim_number)c;
		json_t *object = json_object();

		json_put_text(make, object, "name", claim_name(number));
		json_put_text(make, object, "policy", claim_policy(number));
		json_put_text(make, object, "says", claim_sentence(number));
		json_put_text(make, object, "result", result_names[claims->claims[c].result]);
		json_put(make, object, "under", answers(make, &claims->claims[c]));
		json_add(make, array, object);
	}
	json_put(make, root, "claims", array);
}

static json_t *hazard_list(struct json_maker *make)
{
	json_t *array = json_array();

	for (int h = 0; h < CLAIM_HAZARDS; h++) {
		json_t *object = json_object();

		json_put_text(make, object, "name", claim_hazard_name((enum claim_hazard)h));
		json_put_text(make, object, "says", claim_hazard_sentence((enum claim_hazard)h));
		json_add(make, array, object);
	}
	return array;
}

json_t *check_format_claims_json(const struct claims *claims)
{
	struct json_maker make = {0};
	json_t *object = json_object();
	json_t *published = json_array();
	json_t *cells = json_array();

	put_claims(&make, object, claims);
	json_put(&make, object, "hazards", hazard_list(&make));
	for (size_t row = 0; row < CLAIM_POLICIES; row++) {
		for (int h = 0; h < CLAIM_HAZARDS; h++) {
			json_t *cell = check_cell_object(&make, &claims->cells[row][h]);

			json_put_text(&make, cell, "under", claim_hazard_name((enum claim_hazard)h));
			json_add(&make, cells, cell);
		}
	}
	json_put(&make, object, "cells", cells);
	json_add(&make, published, check_cell_object(&make, &claims->published_race));
	json_add(&make, published, check_cell_object(&make, &claims->published_fixed));
	json_add(&make, published, check_cell_object(&make, &claims->published_unlocked));
	json_put(&make, object, "published", published);
	return json_made(&make, check_document(&make, object));
}

json_t *check_format_ablation_json(const struct ablation *ablation)
{
	struct json_maker make = {0};
	json_t *object = json_object();
	json_t *cells = json_array();

	for (size_t i = 0; i < ABLATION_ROWS * ABLATION_COLUMNS; i++) {
		json_t *cell = check_cell_object(
			&make, &ablation->cells[i / ABLATION_COLUMNS][i % ABLATION_COLUMNS]);

		json_put_text(&make, cell, "row", ablation_row_name(i / ABLATION_COLUMNS));
		json_put_text(&make, cell, "column", ablation_column_name(i % ABLATION_COLUMNS));
		json_add(&make, cells, cell);
	}
	json_put(&make, object, "cells", cells);
	return json_made(&make, check_document(&make, object));
}
