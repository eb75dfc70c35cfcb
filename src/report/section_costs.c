/* SPDX-License-Identifier: MIT */
/* What client policies and driver fixes cost, and against what they help. */
#include "report/section_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The verdict on this policy, alone, against the fault in question; NULL if it was not checked. */
static const json_t *find_cell(const struct evidence *evidence, const char *policy, const char *fix)
{
	const json_t *cells = evidence_array(evidence->documents[EVIDENCE_CHECK], "cells");

	for (size_t i = 0; i < json_array_size(cells); i++) {
		const json_t *cell = json_array_get(cells, i);
		const char *cell_fix = evidence_string(cell, "fix");

		if (strcmp(evidence_string(cell, "policy"), policy) == 0 &&
		    strcmp(cell_fix[0] != '\0' ? cell_fix : "none", fix) == 0 &&
		    section_faults_are(json_object_get(cell, "faults"), section_fault(evidence)))
			return cell;
	}
	return NULL;
}

static bool is_fix(const json_t *row)
{
	const char *fix = evidence_string(row, "fix");

	return fix[0] != '\0' && strcmp(fix, "none") != 0;
}

static void tell_row(const struct evidence *evidence, const json_t *row, struct document *doc)
{
	char text[SECTION_TEXT_BYTES];
	double rate;
	const json_t *cell =
		find_cell(evidence, evidence_string(row, "policy"), evidence_string(row, "fix"));
	const json_t *speed = json_object_get(row, "commands_per_second");
	const json_t *ratios = json_object_get(row, "ratio_to");
	bool is_baseline = strcmp(evidence_string(row, "configuration"), "policy none") == 0;

	document_row_begin(doc);
	document_cell(doc, "`%s`",
		      is_fix(row) ? evidence_string(row, "fix") : evidence_string(row, "policy"));
	document_cell(doc, "%s", section_count(row, "threads", text));
	if (evidence_real(speed, "median", &rate) && rate > 0)
		document_cell(doc, "%.3f M", rate / 1e6);
	else
		document_cell(doc, "not told");
	document_cell(doc, "%s", is_baseline ? "1" : section_ratio(json_object_get(ratios, "policy none"), text));
	document_cell(doc, "%s", cell == NULL ? "not checked" : section_cell_says(cell, text));
	document_row_end(doc);
}

static void tell_table(const struct evidence *evidence, bool fixes, struct document *doc)
{
	const char *headings[] = {fixes ? "Fix" : "Policy", "#Threads", "#Commands/s",
				  "#Of unsynchronised", "Against the fault", NULL};
	const json_t *rows = evidence_array(evidence->documents[EVIDENCE_BENCH], "rows");

	document_table_begin(doc, fixes ? "What the driver's fixes cost" : "What the client's policies cost",
			     headings);
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);

		if (is_fix(row) == fixes)
			tell_row(evidence, row, doc);
	}
	document_table_end(doc);
}

static void tell_setting(const json_t *bench, struct document *doc)
{
	char rounds[SECTION_TEXT_BYTES];
	char duration[SECTION_TEXT_BYTES];
	char cores[SECTION_TEXT_BYTES];
	const json_t *machine = json_object_get(bench, "machine");

	if (!evidence_true(bench, "complete"))
		document_gap(doc, "the bench was interrupted: the figures are those of %s whole rounds.",
			     section_count(bench, "rounds", rounds));
	document_text(doc,
		      "Workload `%s` without a fault, kernels %s: %s rounds of one sample of %s ms of everything, in "
		      "shuffled order, on %s with %s cores.",
		      evidence_string(bench, "workload"), evidence_string(bench, "kernels"),
		      section_count(bench, "rounds", rounds), section_count(bench, "duration_ms", duration),
		      evidence_string(machine, "cpu"), section_count(machine, "cores", cores));
}

/* What triage advises, for a crash whose run cannot be measured. */
static void tell_advice(const struct evidence *evidence, const char *key, struct document *doc)
{
	const json_t *hypotheses = evidence_array(evidence->documents[EVIDENCE_TRIAGE], "hypotheses");
	const json_t *best = json_array_get(hypotheses, 0);
	const json_t *list = evidence_array(best, key);

	if (json_array_size(list) == 0) {
		document_text(doc, "Triage knows none for this crash.");
		return;
	}
	document_text(doc, "If it is %s, which is %s:", evidence_string(best, "name"),
		      evidence_string(best, "grade"));
	document_list_begin(doc);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *item = json_array_get(list, i);

		if (json_is_string(item))
			document_item(doc, "%s", json_string_value(item));
		else
			document_item(doc, "%s: %s", evidence_string(item, "product"),
				      evidence_string(item, "text"));
	}
	document_list_end(doc);
}

void section_workarounds(const struct evidence *evidence, struct document *doc)
{
	const json_t *bench;

	if (evidence_is_bundle(evidence)) {
		if (section_need(evidence, EVIDENCE_TRIAGE, doc) != NULL)
			tell_advice(evidence, "advice", doc);
		return;
	}
	bench = section_need(evidence, EVIDENCE_BENCH, doc);
	if (bench == NULL)
		return;
	tell_setting(bench, doc);
	document_view(doc, "costs", "Throughput of each policy and fix as a ratio to unsynchronised encoding, with 95 % intervals");
	tell_table(evidence, false, doc);
	document_text(doc, "A ratio is the median over the rounds, with the interval that holds the true median with 95 %% "
			   "confidence; a tilde says that the interval includes 1 or is not one of 95 %%, so that no "
			   "difference is claimed. The last column is the checker's verdict on the policy alone, against "
			   "`%s`.",
		      section_fault(evidence));
}

void section_fix(const struct evidence *evidence, struct document *doc)
{
	const json_t *bench = evidence->documents[EVIDENCE_BENCH];

	if (evidence_is_bundle(evidence)) {
		if (section_need(evidence, EVIDENCE_TRIAGE, doc) != NULL)
			tell_advice(evidence, "fixed_in", doc);
		return;
	}
	if (section_need(evidence, EVIDENCE_BENCH, doc) != NULL && bench != NULL)
		tell_table(evidence, true, doc);
	document_text(doc, "A fix in the driver protects its own objects. It cannot repair a client that uses an encoder which "
			   "another thread has ended: the verdicts above say for each fix and fault whether it is enough.");
}
