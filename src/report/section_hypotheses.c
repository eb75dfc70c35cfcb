/* SPDX-License-Identifier: MIT */
/* What the crashes are evidence of: for each family that triage names, what speaks for it, what against, and what would
 * decide. */
#include "report/section_internal.h"

#include <stdio.h>
#include <string.h>

enum { FAMILIES_MAX = 32 };

/* One family and the reports that it may explain. */
struct group {
	const json_t *first; /* the hypothesis as it is told first, which is the most certain */
	size_t reports;
};

static const json_t *report_at(const json_t *triage, size_t index)
{
	const json_t *reports = evidence_array(triage, "reports");

	if (reports != NULL)
		return json_array_get(reports, index);
	return index == 0 ? triage : NULL;
}

static bool is_more_certain(const json_t *a, const json_t *b)
{
	return strcmp(evidence_string(a, "grade"), "likely") == 0 &&
	       strcmp(evidence_string(b, "grade"), "likely") != 0;
}

static void enter(struct group *groups, size_t *count, const json_t *hypothesis)
{
	size_t i = 0;

	while (i < *count && strcmp(evidence_string(groups[i].first, "family"),
				    evidence_string(hypothesis, "family")) != 0)
		i++;
	if (i == FAMILIES_MAX)
		return;
	if (i == *count)
		groups[(*count)++] = (struct group) {.first = hypothesis};
	if (is_more_certain(hypothesis, groups[i].first))
		groups[i].first = hypothesis;
	groups[i].reports++;
}

static void tell_list(const char *title, const json_t *list, const char *empty, struct document *doc)
{
	document_text(doc, "%s:", title);
	document_list_begin(doc);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *item = json_array_get(list, i);

		document_item(doc, "%s",
			      json_is_string(item) ? json_string_value(item) : evidence_string(item, "says"));
	}
	if (json_array_size(list) == 0)
		document_item(doc, "%s", empty);
	document_list_end(doc);
}

static void tell_group(const struct group *group, size_t total, struct document *doc)
{
	const json_t *h = group->first;
	char title[256];

	(void)snprintf(title, sizeof title, "%.16s, %.16s: %.200s", evidence_string(h, "family"),
		       evidence_string(h, "grade"), evidence_string(h, "name"));
	document_heading(doc, title);
	document_text(doc, "Named for %zu of %zu crash reports. At fault, if so: %s. Established by: %s.",
		      group->reports, total, evidence_string(h, "fault"), evidence_string(h, "established"));
	tell_list("For it", evidence_array(h, "for"), "nothing", doc);
	tell_list("Against it", evidence_array(h, "against"), "nothing that was found in the reports", doc);
	tell_list("What would decide", evidence_array(h, "decide_by"), "no experiment is known", doc);
	if (json_array_size(evidence_array(h, "links")) > 0)
		tell_list("Sources", evidence_array(h, "links"), "", doc);
}

void section_hypotheses(const struct evidence *evidence, struct document *doc)
{
	const json_t *triage = section_need(evidence, EVIDENCE_TRIAGE, doc);
	struct group groups[FAMILIES_MAX];
	size_t count = 0;
	size_t total = 0;
	size_t unknown = 0;
	const json_t *report;

	if (triage == NULL)
		return;
	for (; (report = report_at(triage, total)) != NULL; total++) {
		const json_t *list = evidence_array(report, "hypotheses");

		unknown += json_array_size(list) == 0;
		for (size_t i = 0; i < json_array_size(list); i++)
			enter(groups, &count, json_array_get(list, i));
	}
	for (int likely = 1; likely >= 0; likely--) {
		for (size_t i = 0; i < count; i++) {
			if ((strcmp(evidence_string(groups[i].first, "grade"), "likely") == 0) == (likely == 1))
				tell_group(&groups[i], total, doc);
		}
	}
	if (unknown > 0)
		document_text(doc, "Of %zu crash reports, %zu belong to no known family.", total, unknown);
	if (!evidence_is_bundle(evidence))
		document_text(doc, "These crashes are the simulation's own, whose fault is known; that triage names it is a "
				   "test of triage, not of Apple's driver.");
}
