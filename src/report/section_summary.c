/* SPDX-License-Identifier: MIT */
/* What to read first: the findings in one screen, how bad it is, how to see it oneself, on what it was seen, and what
 * could not be told. */
#include "report/section_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LIST_BYTES = 512 };

/* The row of the campaign with the highest rate; NULL if no run crashed. */
static const json_t *worst_row(const json_t *campaign)
{
	const json_t *rows = evidence_array(campaign, "rows");
	const json_t *worst = NULL;
	double highest = 0;

	for (size_t i = 0; i < json_array_size(rows); i++) {
		double rate;

		if (evidence_real(json_array_get(rows, i), "rate", &rate) && rate > highest) {
			highest = rate;
			worst = json_array_get(rows, i);
		}
	}
	return worst;
}

static uint64_t sum(const json_t *campaign, const char *key)
{
	const json_t *rows = evidence_array(campaign, "rows");
	uint64_t total = 0;
	uint64_t value;

	for (size_t i = 0; i < json_array_size(rows); i++) {
		if (evidence_uint(json_array_get(rows, i), key, &value))
			total += value;
	}
	return total;
}

static void tell_rates(const json_t *campaign, struct document *doc)
{
	const json_t *worst = worst_row(campaign);
	char threads[SECTION_TEXT_BYTES];
	char rate[SECTION_TEXT_BYTES];
	char interval[SECTION_TEXT_BYTES];

	if (campaign == NULL)
		return;
	if (worst == NULL)
		document_lead(doc, "None of %" PRIu64 " runs crashed.", sum(campaign, "runs"));
	else
		document_lead(doc, "%" PRIu64 " of %" PRIu64 " runs crashed, most often with %s threads: %s (95 %% interval %s).",
			      sum(campaign, "crashes"), sum(campaign, "runs"),
			      section_count(worst, "threads", threads), section_percent(worst, "rate", rate),
			      section_interval(worst, interval));
}

/* Names of policies whose cell against the fault in question holds, or does not, into OUT; how many. */
static size_t list_policies(const struct evidence *evidence, bool holds, char *out)
{
	const json_t *cells = evidence_array(evidence->documents[EVIDENCE_CHECK], "cells");
	size_t count = 0;
	size_t length = 0;

	out[0] = '\0';
	for (size_t i = 0; i < json_array_size(cells); i++) {
		const json_t *cell = json_array_get(cells, i);
		const char *fix = evidence_string(cell, "fix");

		if ((fix[0] != '\0' && strcmp(fix, "none") != 0) ||
		    !section_faults_are(json_object_get(cell, "faults"), section_fault(evidence)) ||
		    !(holds ? section_cell_holds(cell) : section_cell_violated(cell)))
			continue;
		length += (size_t)snprintf(out + length, LIST_BYTES - length, "%s`%.40s`", count > 0 ? ", " : "",
					   evidence_string(cell, "policy"));
		if (length >= LIST_BYTES)
			break;
		count++;
	}
	return count;
}

static void tell_policies(const struct evidence *evidence, struct document *doc)
{
	char names[LIST_BYTES];

	if (evidence->documents[EVIDENCE_CHECK] == NULL)
		return;
	if (list_policies(evidence, true, names) > 0)
		document_item(doc, "Enough against `%s`, by exhaustive search: %s.", section_fault(evidence), names);
	if (list_policies(evidence, false, names) > 0)
		document_item(doc, "Not enough against it, with a counterexample each: %s.", names);
}

/* The name of FAMILY as a report's hypothesis tells it. */
static const char *family_name(const json_t *triage, const char *family)
{
	const json_t *reports = evidence_array(triage, "reports");

	for (size_t i = 0; i < json_array_size(reports); i++) {
		const json_t *list = evidence_array(json_array_get(reports, i), "hypotheses");

		for (size_t k = 0; k < json_array_size(list); k++) {
			if (strcmp(evidence_string(json_array_get(list, k), "family"), family) == 0)
				return evidence_string(json_array_get(list, k), "name");
		}
	}
	return "";
}

static void tell_families(const struct evidence *evidence, struct document *doc)
{
	const json_t *triage = evidence->documents[EVIDENCE_TRIAGE];
	const json_t *groups = evidence_array(triage, "groups");

	for (size_t i = 0; i < json_array_size(groups); i++) {
		const json_t *group = json_array_get(groups, i);
		const char *family = evidence_string(group, "family");
		char count[SECTION_TEXT_BYTES];

		(void)section_count(group, "count", count);
		if (family[0] == '\0')
			document_item(doc, "Crash reports kept that belong to no known family: %s.", count);
		else
			document_item(doc, "Crash reports kept that triage takes for %s (%s, %s): %s.",
				      family_name(triage, family), family, evidence_string(group, "grade"),
				      count);
	}
}

static void tell_investigation(const struct evidence *evidence, struct document *doc)
{
	const json_t *repro = evidence->documents[EVIDENCE_REPRO];
	const char *state = evidence_string(evidence->documents[EVIDENCE_INVESTIGATION], "state");

	if (strcmp(state, "complete") != 0 && state[0] != '\0')
		document_gap(doc, "the investigation is not complete: it %s. What follows is what there is.",
			     strcmp(state, "interrupted") == 0 ? "was interrupted"
			     : strcmp(state, "failed") == 0    ? "failed in a part"
							       : "was ended before its end");
	tell_rates(evidence->documents[EVIDENCE_CAMPAIGN], doc);
	document_text(doc, "A simulation of Metal's encoding stack was run with the fault `%s` switched on. It has the shape that "
			   "crash reports and public decompilations show, not Apple's code: what is shown is that this "
			   "fault would explain such crashes, not that a driver or framework has it.",
		      section_fault(evidence));
	document_list_begin(doc);
	if (repro != NULL)
		document_item(doc, "Reproduction: %s.", evidence_string(repro, "because"));
	tell_policies(evidence, doc);
	tell_families(evidence, doc);
	document_list_end(doc);
}

/* Triage's answer, for a crash of a user's. */
static void tell_answer(const struct evidence *evidence, struct document *doc)
{
	const json_t *triage = section_need(evidence, EVIDENCE_TRIAGE, doc);
	const json_t *best = json_array_get(evidence_array(triage, "hypotheses"), 0);
	const char *reason = evidence_string(triage, "reason");

	if (triage == NULL)
		return;
	if (best == NULL) {
		document_lead(doc, "This crash belongs to no known family.");
	} else {
		document_lead(doc, "%s: %s (family %s).",
			      strcmp(evidence_string(best, "grade"), "likely") == 0 ? "Likely" : "Possible",
			      evidence_string(best, "name"), evidence_string(best, "family"));
		document_text(doc, "At fault, if so: %s. Established by: %s.", evidence_string(best, "fault"),
			      evidence_string(best, "established"));
	}
	if (reason[0] != '\0')
		document_text(doc, "The text that says most: %s", reason);
	for (size_t i = 0; i < json_array_size(evidence_array(triage, "missing")); i++) {
		const json_t *item = json_array_get(evidence_array(triage, "missing"), i);

		document_gap(doc, "the report does not tell %s.", evidence_string(item, "text"));
	}
}

void section_summary(const struct evidence *evidence, struct document *doc)
{
	if (evidence_is_bundle(evidence))
		tell_answer(evidence, doc);
	else
		tell_investigation(evidence, doc);
}

static void tell_end(const struct crash_report *report, struct document *doc)
{
	document_text(doc, "The process ended by %s%s%s%s. No call returned an error, so that an app cannot catch it.",
		      report->exception_type != NULL ? report->exception_type : "a crash",
		      report->signal != NULL ? " (" : "", report->signal != NULL ? report->signal : "",
		      report->signal != NULL ? ")" : "");
}

void section_severity(const struct evidence *evidence, struct document *doc)
{
	const json_t *campaign;

	if (evidence_is_bundle(evidence)) {
		if (evidence->crash_count > 0)
			tell_end(&evidence->crashes[0].report, doc);
		else
			document_gap(doc, "`evidence/crashes` holds no crash report.");
		return;
	}
	campaign = section_need(evidence, EVIDENCE_CAMPAIGN, doc);
	if (campaign == NULL)
		return;
	document_list_begin(doc);
	document_item(doc, "Ended by a signal, without an error that could be caught: %" PRIu64 " of %" PRIu64 " runs, of which %" PRIu64
			   " by an assertion.",
		      sum(campaign, "crashes"), sum(campaign, "runs"), sum(campaign, "aborts"));
	document_item(doc, "Hung: %" PRIu64 ".", sum(campaign, "hangs"));
	document_item(doc, "Ended as if all were well, and were wrong: %" PRIu64 " runs, with %" PRIu64 " lost calls, %" PRIu64
			   " commands in another thread's encoder and %" PRIu64 " wrong results.",
		      sum(campaign, "faulty"), sum(campaign, "lost_calls"), sum(campaign, "foreign_commands"),
		      sum(campaign, "wrong_results"));
	document_list_end(doc);
}

void section_steps(const struct evidence *evidence, struct document *doc)
{
	const json_t *repro = section_need(evidence, EVIDENCE_REPRO, doc);
	char runs[SECTION_TEXT_BYTES];
	char tries[SECTION_TEXT_BYTES];

	if (repro != NULL) {
		document_text(doc, "Run %s of at most %s: %s.", section_count(repro, "runs", runs),
			      section_count(repro, "tries", tries), evidence_string(repro, "because"));
		document_code(doc, evidence_string(repro, "reproduce"));
	}
	document_text(doc, "`reproduce.sh` in this folder holds the exact command of every part, with its seeds. A seed repeats "
			   "every random choice of a run, not the schedule of real threads.");
}

void section_system(const struct evidence *evidence, struct document *doc)
{
	static const char *const headings[] = {"Item", "Value", NULL};
	const struct crash_report *report;
	const json_t *facts;

	document_table_begin(doc, evidence_is_bundle(evidence) ? "The system that crashed"
								: "The system of this investigation",
			     headings);
	facts = evidence_array(evidence->documents[EVIDENCE_SYSTEM], "facts");
	for (size_t i = 0; i < json_array_size(facts); i++) {
		const json_t *fact = json_array_get(facts, i);

		document_row_begin(doc);
		document_cell(doc, "%s", evidence_string(fact, "label"));
		document_cell(doc, "%s", evidence_string(fact, "value"));
		document_row_end(doc);
	}
	if (evidence_is_bundle(evidence) && evidence->crash_count > 0) {
		report = &evidence->crashes[0].report;
		const struct {
			const char *label;
			const char *value;
		} rows[] = {{"System", report->os_version}, {"Model", report->model},
			    {"Processor", report->cpu_type}, {"Process", report->process},
			    {"App version", report->app_version}};

		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
			document_row_begin(doc);
			document_cell(doc, "%s", rows[i].label);
			document_cell(doc, "%s", rows[i].value != NULL ? rows[i].value : "not told");
			document_row_end(doc);
		}
	}
	document_table_end(doc);
	if (!evidence_is_bundle(evidence))
		(void)section_need(evidence, EVIDENCE_SYSTEM, doc);
}

static void tell_parts(const json_t *parts, size_t *count, struct document *doc)
{
	for (size_t i = 0; i < json_array_size(parts); i++) {
		const json_t *part = json_array_get(parts, i);
		const char *state = evidence_string(part, "state");
		const char *error = evidence_string(part, "error");

		if (strcmp(state, "done") == 0)
			continue;
		document_item(doc, "The part \"%s\" %s%s%s.", evidence_string(part, "title"),
			      strcmp(state, "interrupted") == 0 ? "was interrupted"
			      : strcmp(state, "failed") == 0	? "failed"
								: "was not run",
			      error[0] != '\0' ? ": " : "", error);
		(*count)++;
	}
}

void section_missing(const struct evidence *evidence, struct document *doc)
{
	size_t count = 0;

	document_list_begin(doc);
	tell_parts(evidence_array(evidence->documents[EVIDENCE_INVESTIGATION], "parts"), &count, doc);
	for (int i = 0; i < EVIDENCE_COUNT; i++) {
		if (evidence->gaps[i][0] != '\0') {
			document_item(doc, "%s: no word of %s.", evidence->gaps[i],
				      evidence_tells((enum evidence_document)i));
			count++;
		}
	}
	if (evidence->crash_gap[0] != '\0' || (!evidence_is_bundle(evidence) && evidence->crash_count == 0)) {
		document_item(doc, "Crash reports: %s.",
			      evidence->crash_gap[0] != '\0' ? evidence->crash_gap : "there is none");
		count++;
	}
	if (count == 0)
		document_item(doc, evidence_is_bundle(evidence)
					   ? "Nothing of the bundle. What the crash report itself does not tell is said above."
					   : "Nothing: every part was run, and its evidence is there.");
	document_list_end(doc);
}

void section_removed(const struct evidence *evidence, struct document *doc)
{
	static const char *const headings[] = {"Kind", "#Removed", "Stands in its place", NULL};
	const json_t *removed = evidence_array(evidence->documents[EVIDENCE_BUNDLE], "removed");
	const json_t *notes = evidence_array(evidence->documents[EVIDENCE_BUNDLE], "notes");
	char count[SECTION_TEXT_BYTES];

	if (json_array_size(removed) == 0) {
		document_text(doc, "The crash report held none that agxrace knows how to find. Look through it before you "
				   "hand it on.");
		return;
	}
	document_table_begin(doc, "What was removed from the crash report", headings);
	for (size_t i = 0; i < json_array_size(removed); i++) {
		const json_t *item = json_array_get(removed, i);

		document_row_begin(doc);
		document_cell(doc, "%s", evidence_string(item, "kind"));
		document_cell(doc, "%s", section_count(item, "count", count));
		document_cell(doc, "%s", evidence_string(item, "replacement"));
		document_row_end(doc);
	}
	document_table_end(doc);
	for (size_t i = 0; i < json_array_size(notes); i++)
		document_text(doc, "%s", json_string_value(json_array_get(notes, i)));
}
