/* SPDX-License-Identifier: MIT */
/* How often it crashes, and where. */
#include "report/section_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void tell_setting(const json_t *campaign, struct document *doc)
{
	char iterations[SECTION_TEXT_BYTES];
	char jitter[SECTION_TEXT_BYTES];
	char seed[SECTION_TEXT_BYTES];
	char faults[SECTION_TEXT_BYTES];

	document_text(doc,
		      "Workload `%s`, policy `%s`, fault `%s`, fix `%s`; %s iterations per thread, jitter %s per "
		      "mille, seed %s.",
		      evidence_string(campaign, "workload"), evidence_string(campaign, "policy"),
		      section_faults(json_object_get(campaign, "faults"), faults),
		      evidence_string(campaign, "fix"), section_count(campaign, "iterations", iterations),
		      section_count(campaign, "jitter", jitter), section_count(campaign, "seed", seed));
	if (!evidence_true(campaign, "complete")) {
		char stored[SECTION_TEXT_BYTES];
		char total[SECTION_TEXT_BYTES];

		document_gap(doc, "the campaign was not finished: %s of %s runs are stored.",
			     section_count(campaign, "stored", stored), section_count(campaign, "total", total));
	}
}

static void tell_row(const json_t *row, struct document *doc)
{
	char text[SECTION_TEXT_BYTES];
	double reported;
	uint64_t runs = 0;
	uint64_t killed = 0;
	bool counted = evidence_uint(row, "runs", &runs) &&
		       (!evidence_uint(row, "killed", &killed) || runs > killed) && runs > 0;

	document_row_begin(doc);
	document_cell(doc, "%s", section_count(row, "threads", text));
	document_cell(doc, "%s", section_count(row, "runs", text));
	document_cell(doc, "%s", section_count(row, "crashes", text));
	document_cell(doc, "%s", section_count(row, "hangs", text));
	document_cell(doc, "%s", section_count(row, "faulty", text));
	document_cell(doc, "%s", counted ? section_percent(row, "rate", text) : "–");
	document_cell(doc, "%s", counted ? section_interval(row, text) : "–");
	if (evidence_real(row, "reported", &reported))
		document_cell(doc, "~%.0f %%", 100 * reported);
	else
		document_cell(doc, "–");
	document_row_end(doc);
}

void section_rates(const struct evidence *evidence, struct document *doc)
{
	static const char *const headings[] = {"#Threads", "#Runs",  "#Crashes", "#Hangs",
					       "#Faulty",  "#Rate",  "#95 % interval", "#Bug report",
					       NULL};
	const json_t *campaign = section_need(evidence, EVIDENCE_CAMPAIGN, doc);
	const json_t *rows = evidence_array(campaign, "rows");

	if (campaign == NULL)
		return;
	tell_setting(campaign, doc);
	document_view(doc, "rates", "Crash rate by number of client threads, with 95 % intervals, and the rates that the bug report tells");
	document_table_begin(doc, "Crash rate by number of client threads", headings);
	for (size_t i = 0; i < json_array_size(rows); i++)
		tell_row(json_array_get(rows, i), doc);
	document_table_end(doc);
	document_text(doc, "A run crashes when its process ends by a signal; it is faulty when it ends by itself but has "
			   "lost calls, found commands of another thread in its encoder, or computed something wrong. "
			   "The interval is Wilson's. The last column is what the bug report tells of PyTorch on Apple "
			   "silicon, rounded by its author and without numbers of runs: the shape of the curve can be "
			   "compared, not the machine.");
}

static void tell_site(const json_t *row, const json_t *site, struct document *doc)
{
	char threads[SECTION_TEXT_BYTES];
	char count[SECTION_TEXT_BYTES];
	const char *address = evidence_string(site, "fault_address");
	const char *access = evidence_string(site, "access");
	const char *name = evidence_string(site, "site");
	const char *message = evidence_string(site, "message");

	document_row_begin(doc);
	document_cell(doc, "%s", section_count(row, "threads", threads));
	document_cell(doc, "%s", section_count(site, "count", count));
	if (name[0] != '\0')
		document_cell(doc, "`%s`", name);
	else
		document_cell(doc, "–");
	if (address[0] != '\0')
		document_cell(doc, "%s of `NULL+%s`", access[0] != '\0' ? access : "access", address);
	else
		document_cell(doc, "%s%s%s", evidence_string(site, "outcome"), message[0] != '\0' ? ": " : "",
			      message);
	document_row_end(doc);
}

void section_sites(const struct evidence *evidence, struct document *doc)
{
	static const char *const headings[] = {"#Threads", "#Crashes", "Function", "What happened", NULL};
	const json_t *campaign = section_need(evidence, EVIDENCE_CAMPAIGN, doc);
	const json_t *rows = evidence_array(campaign, "rows");
	size_t told = 0;

	for (size_t i = 0; i < json_array_size(rows); i++)
		told += json_array_size(evidence_array(json_array_get(rows, i), "sites"));
	if (campaign == NULL)
		return;
	if (told == 0) {
		document_text(doc, "No run of the campaign crashed.");
		return;
	}
	document_table_begin(doc, "Where the runs of the campaign crashed", headings);
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		const json_t *sites = evidence_array(row, "sites");

		for (size_t k = 0; k < json_array_size(sites); k++)
			tell_site(row, json_array_get(sites, k), doc);
	}
	document_table_end(doc);
	document_text(doc, "One defect shows under several functions: which of them meets the missing context first is a "
			   "matter of timing.");
}
