/* SPDX-License-Identifier: MIT */
#include "report/section_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char not_told[] = "not told";

const json_t *section_need(const struct evidence *evidence, enum evidence_document document,
			 struct document *doc)
{
	if (evidence->documents[document] == NULL && evidence->gaps[document][0] != '\0')
		document_gap(doc, "%s, so that %s cannot be told.", evidence->gaps[document],
			     evidence_tells(document));
	return evidence->documents[document];
}

const char *section_count(const json_t *object, const char *key, char *out)
{
	uint64_t value;

	if (evidence_uint(object, key, &value))
		(void)snprintf(out, SECTION_TEXT_BYTES, "%" PRIu64, value);
	else
		(void)snprintf(out, SECTION_TEXT_BYTES, "%s", not_told);
	return out;
}

const char *section_percent(const json_t *object, const char *key, char *out)
{
	double value;

	if (evidence_real(object, key, &value))
		(void)snprintf(out, SECTION_TEXT_BYTES, "%.1f %%", 100 * value);
	else
		(void)snprintf(out, SECTION_TEXT_BYTES, "%s", not_told);
	return out;
}

const char *section_interval(const json_t *object, char *out)
{
	double low;
	double high;

	if (evidence_real(object, "low", &low) && evidence_real(object, "high", &high))
		(void)snprintf(out, SECTION_TEXT_BYTES, "%.1f to %.1f %%", 100 * low, 100 * high);
	else
		(void)snprintf(out, SECTION_TEXT_BYTES, "%s", not_told);
	return out;
}

const char *section_ratio(const json_t *ratio, char *out)
{
	double median;
	double low;
	double high;

	if (evidence_real(ratio, "median", &median) && evidence_real(ratio, "low", &low) &&
	    evidence_real(ratio, "high", &high))
		(void)snprintf(out, SECTION_TEXT_BYTES, "%s%.2f [%.2f, %.2f]",
			       evidence_true(ratio, "claim") ? "" : "~ ", median, low, high);
	else
		(void)snprintf(out, SECTION_TEXT_BYTES, "not measured");
	return out;
}

const char *section_faults(const json_t *faults, char *out)
{
	size_t length = 0;

	if (json_is_string(faults)) {
		(void)snprintf(out, SECTION_TEXT_BYTES, "%s", json_string_value(faults));
		return out;
	}
	(void)snprintf(out, SECTION_TEXT_BYTES, json_is_array(faults) ? "none" : "%s", not_told);
	for (size_t i = 0; i < json_array_size(faults) && length < SECTION_TEXT_BYTES; i++) {
		const char *name = json_string_value(json_array_get(faults, i));

		length += (size_t)snprintf(out + length, SECTION_TEXT_BYTES - length, "%s%s",
					   i > 0 ? "," : "", name != NULL ? name : "?");
	}
	return out;
}

bool section_faults_are(const json_t *faults, const char *name)
{
	char text[SECTION_TEXT_BYTES];

	return strcmp(section_faults(faults, text), name) == 0;
}

const char *section_fault(const struct evidence *evidence)
{
	const json_t *investigation = evidence->documents[EVIDENCE_INVESTIGATION];
	const json_t *faults =
		json_object_get(evidence->documents[EVIDENCE_CAMPAIGN], "faults");
	const char *fault = evidence_string(investigation, "fault");

	if (fault[0] == '\0' && json_array_size(faults) == 1)
		fault = json_string_value(json_array_get(faults, 0));
	return fault != NULL ? fault : "";
}

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* Triage was given paths as they were then; a folder may have moved since. The last two parts tell reports apart. */
static bool same_file(const char *a, const char *b)
{
	size_t length_a = strlen(a);
	size_t length_b = strlen(b);
	size_t i = 0;
	unsigned slashes = 0;

	while (i < length_a && i < length_b && a[length_a - 1 - i] == b[length_b - 1 - i]) {
		slashes += a[length_a - 1 - i] == '/';
		i++;
		if (slashes == 2)
			return true;
	}
	return i == length_a || i == length_b ? i >= strlen(file_name(a)) : false;
}

const json_t *section_triage_of(const struct evidence *evidence, const char *path)
{
	const json_t *triage = evidence->documents[EVIDENCE_TRIAGE];
	const json_t *reports = evidence_array(triage, "reports");

	if (reports == NULL)
		return same_file(evidence_string(triage, "file"), path) ? triage : NULL;
	for (size_t i = 0; i < json_array_size(reports); i++) {
		const json_t *report = json_array_get(reports, i);

		if (same_file(evidence_string(report, "file"), path))
			return report;
	}
	return NULL;
}

/* Sections that only one of the two kinds of evidence has. */
static bool is_fitting(enum section section, const struct evidence *evidence)
{
	switch (section) {
	case SECTION_steps:
	case SECTION_rates:
	case SECTION_sites:
	case SECTION_verdicts:
	case SECTION_claims:
		return !evidence_is_bundle(evidence);
	case SECTION_removed:
		return evidence_is_bundle(evidence);
	default:
		return true;
	}
}

void section_tell(enum section section, const struct evidence *evidence, struct document *doc)
{
	static const struct {
		const char *id;
		const char *title;
		void (*tell)(const struct evidence *, struct document *);
	} sections[] = {
#define SECTION_ROW(name, id, title) {id, title, section_##name},
		SECTION_MAP(SECTION_ROW)
#undef SECTION_ROW
	};

	if (!is_fitting(section, evidence))
		return;
	document_section(doc, sections[section].id,
			 section == SECTION_workarounds && evidence_is_bundle(evidence) ? "Workarounds"
											 : sections[section].title);
	sections[section].tell(evidence, doc);
}
