/* SPDX-License-Identifier: MIT */
/* The half page for a person. */
#include "report/triage_format.h"

#include "report/triage_internal.h"

#include <inttypes.h>
#include <string.h>

/* What half a page has room for; --all shows the rest. */
enum {
	WIDTH_DEFAULT = 100,
	LABEL_COLUMNS = 11,
	GROUNDS_MAX = 4,
	ADVICE_MAX = 3,
	DECIDE_MAX = 1,
	LINKS_MAX = 3,
};

/* Append TEXT after LABEL, broken at blanks so that no line is wider than WIDTH. */
static void paragraph(struct agx_text *out, const char *label, const char *text,
		      unsigned width)
{
	size_t room = width > LABEL_COLUMNS + 20 ? width - LABEL_COLUMNS : 20;

	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		size_t cut = length;

		if (length > room) {
			cut = room;
			while (cut > 0 && text[cut] != ' ')
				cut--;
			if (text[cut] != ' ')
				cut = room;
			while (cut > 1 && ((unsigned char)text[cut] & 0xc0) == 0x80)
				cut--; /* not inside a character */
		}
		agx_text_printf(out, "%-*s%.*s\n", LABEL_COLUMNS, label, (int)cut, text);
		label = "";
		text += cut;
		while (*text == ' ' || *text == '\n')
			text++;
	}
}

const char *triage_access_text(enum crash_access access)
{
	static const char *const texts[] = {NULL, "read", "write", "execute"};

	return texts[access];
}

void triage_exception_text(const struct crash_report *report, struct agx_text *out)
{
	const char *access = triage_access_text(report->access);

	agx_text_printf(out, "%s",
			report->exception_type != NULL	       ? report->exception_type
			: report->signal != NULL	       ? report->signal
			: strcmp(report->format, "panic") == 0 ? "kernel panic"
							       : "no exception told");
	if (report->exception_type != NULL && report->signal != NULL)
		agx_text_printf(out, " (%s)", report->signal);
	if (report->has_fault_address)
		agx_text_printf(out, " at 0x%" PRIx64, report->fault_address);
	if (access != NULL)
		agx_text_printf(out, ", %s", access);
}

static void versions_line(const struct crash_report *report,
			  const struct triage_result *result, unsigned width,
			  struct agx_text *out)
{
	struct agx_text line = {0};

	agx_text_printf(&line, "%s",
			report->os_version != NULL ? report->os_version : "OS not told");
	if (report->model != NULL)
		agx_text_printf(&line, " on %s", report->model);
	for (size_t i = 0; i < result->version_count; i++) {
		const struct triage_version *version = &result->versions[i];

		if (i > 0 &&
		    strcmp(version->product, result->versions[i - 1].product) == 0)
			continue; /* another image of it */
		agx_text_printf(&line, "; %s: %s %s", version->product, version->image,
				version->version != NULL ? version->version
							 : "(version not told)");
	}
	paragraph(out, "versions", agx_text_string(&line), width);
	agx_text_release(&line);
}

static bool has_product(const struct triage_result *result, const char *product)
{
	for (size_t i = 0; i < result->version_count; i++) {
		if (strcmp(result->versions[i].product, product) == 0)
			return true;
	}
	return false;
}

/* Those of products that the report names; all, if it names none of them. */
static void fixed_lines(const struct triage_result *result, const struct family *family,
			unsigned width, struct agx_text *out)
{
	bool any = false;

	for (size_t i = 0; i < family->fixed_count; i++)
		any = any || has_product(result, family->fixed[i].product);
	for (size_t i = 0; i < family->fixed_count; i++) {
		struct agx_text line = {0};

		if (any && !has_product(result, family->fixed[i].product))
			continue;
		agx_text_printf(&line, "%s: %s", family->fixed[i].product,
				family->fixed[i].text);
		paragraph(out, "fixed", agx_text_string(&line), width);
		agx_text_release(&line);
	}
	if (family->fixed_count == 0)
		paragraph(out, "fixed", "no version is known to repair it", width);
}

/* The first MAX of LIST. */
static void list_lines(struct agx_text *out, const char *label, struct text_list list,
		       size_t max, unsigned width)
{
	for (size_t i = 0; i < list.count && i < max; i++)
		paragraph(out, i == 0 ? label : "", list.items[i], width);
}

static bool only_minor(const struct triage_hypothesis *h)
{
	for (size_t i = 0; i < h->evidence_count; i++) {
		if (!h->evidence[i].minor)
			return false;
	}
	return true;
}

static void grounds(const struct triage_hypothesis *h, unsigned width,
		    struct agx_text *out)
{
	bool minor = only_minor(h);
	size_t told = 0;

	for (size_t i = 0; i < h->evidence_count && told < GROUNDS_MAX; i++) {
		if (h->evidence[i].minor == minor)
			paragraph(out, told++ == 0 ? "because" : "", h->evidence[i].says,
				  width);
	}
	for (size_t i = 0; i < h->against_count; i++)
		paragraph(out, i == 0 ? "against" : "", h->against[i], width);
}

static void other_hypotheses(const struct triage_result *result, unsigned width,
			     struct agx_text *out)
{
	for (size_t i = 1; i < result->count; i++) {
		const struct triage_hypothesis *h = &result->hypotheses[i];
		struct agx_text line = {0};

		agx_text_printf(&line, "%s, %s: %s. To decide: %s", h->family->id,
				triage_grade_text(h->grade), h->family->name,
				h->family->decide_by.count > 0
					? h->family->decide_by.items[0]
					: "-");
		paragraph(out, i == 1 ? "or" : "", agx_text_string(&line), width);
		agx_text_release(&line);
	}
}

static void helps_lines(const struct crash_report *report, unsigned width,
			  struct agx_text *out)
{
	for (size_t i = 0; i < report->missing_count; i++)
		paragraph(out, i == 0 ? "missing" : "", report->missing[i].text, width);
	paragraph(out, "what helps",
		  "the whole report (the .ips file from "
		  "~/Library/Logs/DiagnosticReports), and the last lines "
		  "on standard error: an assertion's text is often only there",
		  width);
}

static void head_lines(const struct crash_report *report,
		       const struct triage_result *result, unsigned width,
		       struct agx_text *out)
{
	struct agx_text line = {0};

	triage_exception_text(report, &line);
	if (report->process != NULL)
		agx_text_printf(&line, " in %s", report->process);
	paragraph(out, "crash", agx_text_string(&line), width);
	agx_text_release(&line);
	if (result->reason != NULL)
		paragraph(out, "reason", result->reason, width);
}

void triage_format_text(const struct crash_report *report,
			const struct triage_result *result, unsigned width,
			struct agx_text *out)
{
	const struct triage_hypothesis *h =
		result->count > 0 ? &result->hypotheses[0] : NULL;
	struct agx_text line = {0};

	if (width == 0)
		width = WIDTH_DEFAULT;
	if (h == NULL) {
		agx_text_puts(out, "unknown: no known family fits\n");
		head_lines(report, result, width, out);
		triage_threads_text(report, h, width, out);
		versions_line(report, result, width, out);
		helps_lines(report, width, out);
		return;
	}
	agx_text_printf(out, "%s, %s: %s\n", h->family->id, triage_grade_text(h->grade),
			h->family->name);
	head_lines(report, result, width, out);
	agx_text_printf(&line, "%s%s; %s", h->grade == GRADE_LIKELY ? "" : "if it is this: ",
			h->family->fault, h->family->established);
	paragraph(out, "fault", agx_text_string(&line), width);
	agx_text_release(&line);
	triage_threads_text(report, h, width, out);
	grounds(h, width, out);
	versions_line(report, result, width, out);
	fixed_lines(result, h->family, width, out);
	list_lines(out, "do now", h->family->advice, ADVICE_MAX, width);
	list_lines(out, "to decide", h->family->decide_by, DECIDE_MAX, width);
	other_hypotheses(result, width, out);
	list_lines(out, "links", h->family->links, LINKS_MAX, width);
}

static const char *role_of(const struct crash_report *report, const struct triage_hypothesis *h,
			   size_t thread)
{
	if ((int64_t)thread == report->faulting_thread)
		return "crashed";
	for (size_t i = 0; h != NULL && i < h->witness_count; i++) {
		if (h->witnesses[i] == thread)
			return "witness";
	}
	return "not crashed";
}

static void all_threads(const struct crash_report *report, const struct triage_hypothesis *h,
			struct agx_text *out)
{
	for (size_t i = 0; i < report->thread_count; i++) {
		agx_text_puts(out, "\n");
		triage_thread_title(report, i, role_of(report, h, i), out);
		agx_text_puts(out, "\n");
		for (size_t k = 0; k < report->threads[i].frame_count; k++) {
			triage_frame_line(report, h, i, k, out);
			agx_text_puts(out, "\n");
		}
	}
}

static void all_of(struct agx_text *out, const char *label, struct text_list list)
{
	for (size_t i = 0; i < list.count; i++)
		agx_text_printf(out, "  %-8s %s\n", label, list.items[i]);
}

void triage_format_all(const struct crash_report *report,
		       const struct triage_result *result, struct agx_text *out)
{
	agx_text_puts(out, "\nall evidence\n");
	for (size_t i = 0; i < result->count; i++) {
		const struct triage_hypothesis *h = &result->hypotheses[i];

		agx_text_printf(out, "\n%s, %s: %s\n%s\n", h->family->id,
				triage_grade_text(h->grade), h->family->name,
				h->family->summary);
		for (size_t k = 0; k < h->evidence_count; k++)
			agx_text_printf(out, "  for      %s: %s\n", h->evidence[k].sign,
					h->evidence[k].says);
		for (size_t k = 0; k < h->against_count; k++)
			agx_text_printf(out, "  against  %s\n", h->against[k]);
		all_of(out, "do now", h->family->advice);
		all_of(out, "decide", h->family->decide_by);
		all_of(out, "link", h->family->links);
	}
	for (size_t i = 0; i < result->version_count; i++)
		agx_text_printf(out, "version: %s: %s %s\n", result->versions[i].product,
				result->versions[i].image,
				result->versions[i].version != NULL
					? result->versions[i].version
					: "?");
	for (size_t i = 0; i < report->missing_count; i++)
		agx_text_printf(out, "missing: %s: %s\n", report->missing[i].source,
				report->missing[i].text);
	for (size_t i = 0; i < report->asi_count; i++)
		agx_text_printf(out, "text: %s: %s\n", report->asi[i].source,
				report->asi[i].text);
	all_threads(report, result->count > 0 ? &result->hypotheses[0] : NULL, out);
}
