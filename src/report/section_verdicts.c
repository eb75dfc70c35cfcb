/* SPDX-License-Identifier: MIT */
/* The matrix of verdicts, its counterexamples, and the claims that were checked. */
#include "report/driver_source.h"
#include "report/section_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ROWS_MAX = 64, COLUMNS_MAX = DOCUMENT_COLUMNS_MAX - 2 };

bool section_cell_holds(const json_t *cell)
{
	return strcmp(evidence_string(cell, "verdict"), "holds") == 0;
}

bool section_cell_violated(const json_t *cell)
{
	return strcmp(evidence_string(cell, "verdict"), "violated") == 0;
}

const char *section_cell_row(const json_t *cell, char *out)
{
	const char *policy = evidence_string(cell, "policy");
	const char *fix = evidence_string(cell, "fix");

	if (fix[0] == '\0' || strcmp(fix, "none") == 0)
		(void)snprintf(out, SECTION_TEXT_BYTES, "%s", policy);
	else if (strcmp(policy, "none") == 0)
		(void)snprintf(out, SECTION_TEXT_BYTES, "fix %s", fix);
	else
		(void)snprintf(out, SECTION_TEXT_BYTES, "%s, fix %s", policy, fix);
	return out;
}

const char *section_cell_says(const json_t *cell, char *out)
{
	char threads[SECTION_TEXT_BYTES];
	size_t states = json_array_size(evidence_array(cell, "counterexample"));
	const char *hazard = evidence_string(cell, "hazard");

	if (section_cell_holds(cell) && evidence_true(cell, "every_n"))
		(void)snprintf(out, SECTION_TEXT_BYTES, "any N");
	else if (section_cell_holds(cell))
		(void)snprintf(out, SECTION_TEXT_BYTES, "%.20s threads",
			       section_count(cell, "threads", threads));
	else if (section_cell_violated(cell) && states > 0)
		(void)snprintf(out, SECTION_TEXT_BYTES, "%.32s %zu",
			       hazard[0] != '\0' ? hazard : "violated", states);
	else if (section_cell_violated(cell))
		(void)snprintf(out, SECTION_TEXT_BYTES, "%.40s", hazard[0] != '\0' ? hazard : "violated");
	else
		(void)snprintf(out, SECTION_TEXT_BYTES, "inconclusive");
	return out;
}

struct axis {
	char labels[ROWS_MAX][SECTION_TEXT_BYTES];
	size_t count;
};

static size_t find(const struct axis *axis, const char *label)
{
	size_t i = 0;

	while (i < axis->count && strcmp(axis->labels[i], label) != 0)
		i++;
	return i;
}

static void enter(struct axis *axis, const char *label, size_t max)
{
	if (find(axis, label) == axis->count && axis->count < max)
		(void)snprintf(axis->labels[axis->count++], SECTION_TEXT_BYTES, "%s", label);
}

/* The number of the cell of ROW and COLUMN; the array's size if there is none. */
static size_t find_cell(const json_t *cells, const char *row, const char *column)
{
	char text[SECTION_TEXT_BYTES];
	size_t i = 0;

	for (; i < json_array_size(cells); i++) {
		const json_t *cell = json_array_get(cells, i);

		if (strcmp(section_cell_row(cell, text), row) == 0 &&
		    section_faults_are(json_object_get(cell, "faults"), column))
			break;
	}
	return i;
}

static void tell_cell(const json_t *cells, size_t number, const char *row, const char *column,
		      struct document *doc)
{
	const json_t *cell = json_array_get(cells, number);
	char says[SECTION_TEXT_BYTES];
	char label[4 * SECTION_TEXT_BYTES];

	if (cell == NULL) {
		document_cell(doc, "not checked");
		return;
	}
	(void)section_cell_says(cell, says);
	(void)snprintf(label, sizeof label, "%s against %s: %s", row, column, says);
	if (section_cell_violated(cell) && evidence_array(cell, "counterexample") != NULL)
		document_cell_button(doc, "violated", "counterexample", number, label, "%s", says);
	else
		document_cell(doc, "%s", says);
}

static void tell_matrix(const json_t *cells, struct document *doc)
{
	static struct axis rows; /* too large for a stack */
	static struct axis columns;
	const char *headings[COLUMNS_MAX + 2] = {"Policy or fix"};
	char text[SECTION_TEXT_BYTES];

	rows.count = 0;
	columns.count = 0;
	for (size_t i = 0; i < json_array_size(cells); i++) {
		const json_t *cell = json_array_get(cells, i);

		enter(&rows, section_cell_row(cell, text), ROWS_MAX);
		enter(&columns, section_faults(json_object_get(cell, "faults"), text), COLUMNS_MAX);
	}
	for (size_t i = 0; i < columns.count; i++)
		headings[i + 1] = strcmp(columns.labels[i], "none") == 0 ? "no fault" : columns.labels[i];
	headings[columns.count + 1] = NULL;
	document_table_begin(doc, "Verdict of each policy and fix against each fault", headings);
	for (size_t r = 0; r < rows.count; r++) {
		document_row_begin(doc);
		document_cell(doc, "%s", rows.labels[r]);
		for (size_t c = 0; c < columns.count; c++)
			tell_cell(cells, find_cell(cells, rows.labels[r], columns.labels[c]),
				  rows.labels[r], columns.labels[c], doc);
		document_row_end(doc);
	}
	document_table_end(doc);
}

/* The violated cell to begin with: of no policy against the fault in question, else the first. */
static const json_t *first_violated(const struct evidence *evidence, const json_t *cells)
{
	size_t number = find_cell(cells, "none", section_fault(evidence));
	const json_t *cell = json_array_get(cells, number);

	if (section_cell_violated(cell))
		return cell;
	for (size_t i = 0; i < json_array_size(cells); i++) {
		cell = json_array_get(cells, i);
		if (section_cell_violated(cell))
			return cell;
	}
	return NULL;
}

static void tell_step(const json_t *step, size_t number, struct document *doc)
{
	const char *name = evidence_string(step, "thread_name");
	const struct driver_source *source = driver_source_find(evidence_string(step, "operation"));

	document_row_begin(doc);
	document_cell(doc, "%zu", number);
	document_cell(doc, "%s", name[0] != '\0' ? name : "–");
	document_cell(doc, "%s %s", evidence_string(step, "operation"), evidence_string(step, "object"));
	document_cell(doc, "%s", evidence_string(step, "note"));
	document_cell(doc, "%s", evidence_string(step, "state"));
	if (source != NULL)
		document_cell(doc, "`%s:%" PRIu32 "`", source->file, source->line);
	else
		document_cell(doc, "–");
	document_row_end(doc);
}

/* In Markdown one counterexample stands for all; the page shows each. */
static void tell_counterexample(const json_t *cell, struct document *doc)
{
	static const char *const headings[] = {"#Step", "Thread", "Step of the driver", "What it does",
					       "State after it", "Source", NULL};
	const json_t *steps = evidence_array(cell, "counterexample");
	char row[SECTION_TEXT_BYTES];
	char faults[SECTION_TEXT_BYTES];

	if (doc->form != DOCUMENT_MARKDOWN || cell == NULL || steps == NULL)
		return;
	document_heading(doc, "A shortest counterexample");
	document_text(doc, "`%s` against `%s`:", section_cell_row(cell, row),
		      section_faults(json_object_get(cell, "faults"), faults));
	document_table_begin(doc, "A shortest counterexample", headings);
	for (size_t i = 0; i < json_array_size(steps); i++)
		tell_step(json_array_get(steps, i), i + 1, doc);
	document_table_end(doc);
	if (evidence_string(cell, "ending")[0] != '\0')
		document_text(doc, "It ends in: %s.", evidence_string(cell, "ending"));
}

void section_verdicts(const struct evidence *evidence, struct document *doc)
{
	const json_t *check = section_need(evidence, EVIDENCE_CHECK, doc);
	const json_t *cells = evidence_array(check, "cells");

	if (check == NULL)
		return;
	if (json_array_size(cells) == 0) {
		document_gap(doc, "`%s` holds no cells, so that the verdicts cannot be told.",
			     evidence_path(EVIDENCE_CHECK));
		return;
	}
	if (json_is_false(json_object_get(check, "complete")))
		document_gap(doc, "the check was interrupted: cells that were not judged are inconclusive.");
	document_text(doc, "Each cell is one exhaustive search of a model of the driver's encoding stack in which nothing but policy, "
			   "fix and fault differs. \"Any N\": holds, shown for every number of threads; otherwise it holds for the "
			   "number told. A violated cell tells the hazard and the number of states of a shortest way there%s",
		      doc->form == DOCUMENT_HTML ? ": open it." : ".");
	tell_matrix(cells, doc);
	document_view(doc, "counterexample", "Counterexample: threads side by side, time downwards");
	tell_counterexample(first_violated(evidence, cells), doc);
}

/* "H0, H1" into OUT: the hazards of UNDER with VALUE. */
static const char *list_hazards(const json_t *under, const char *value, char *out)
{
	size_t length = 0;
	const char *name;
	json_t *told;

	out[0] = '\0';
	json_object_foreach((json_t *)(uintptr_t)under, name, told) {
		if (!json_is_string(told) || strcmp(json_string_value(told), value) != 0)
			continue;
		length += (size_t)snprintf(out + length, SECTION_TEXT_BYTES - length, "%s%.8s",
					   length > 0 ? ", " : "", name);
		if (length >= SECTION_TEXT_BYTES)
			break;
	}
	return out[0] != '\0' ? out : "–";
}

static void tell_claim(const json_t *claim, struct document *doc)
{
	const json_t *under = json_object_get(claim, "under");
	char text[SECTION_TEXT_BYTES];

	document_row_begin(doc);
	document_cell(doc, "`%s`", evidence_string(claim, "name"));
	document_cell(doc, "`%s`", evidence_string(claim, "policy"));
	document_cell(doc, "%s", evidence_string(claim, "says"));
	document_cell(doc, "%s", evidence_string(claim, "result"));
	document_cell(doc, "%s", list_hazards(under, "yes", text));
	document_cell(doc, "%s", list_hazards(under, "no", text));
	document_row_end(doc);
}

void section_claims(const struct evidence *evidence, struct document *doc)
{
	static const char *const headings[] = {"Claim",	 "Policy",  "What it says", "Result",
					       "Under", "Not under", NULL};
	const json_t *document = section_need(evidence, EVIDENCE_CLAIMS, doc);
	const json_t *claims = evidence_array(document, "claims");
	const json_t *hazards = evidence_array(document, "hazards");

	if (document == NULL)
		return;
	document_text(doc, "The theorems and claims of the bug report, each put to the same model under each hazard by itself.");
	document_table_begin(doc, "The bug report's claims, checked", headings);
	for (size_t i = 0; i < json_array_size(claims); i++)
		tell_claim(json_array_get(claims, i), doc);
	document_table_end(doc);
	document_list_begin(doc);
	for (size_t i = 0; i < json_array_size(hazards); i++)
		document_item(doc, "%s: %s", evidence_string(json_array_get(hazards, i), "name"),
			      evidence_string(json_array_get(hazards, i), "says"));
	document_list_end(doc);
}
