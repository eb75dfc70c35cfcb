/* SPDX-License-Identifier: MIT */
/* The half page for a person. */
#include "report/triage_format.h"

#include "report/triage_internal.h"

#include <inttypes.h>
#include <string.h>

enum { WIDTH_DEFAULT = 100, LABEL_COLUMNS = 11, SIDE_FRAMES = 7, GROUND_LINES_MAX = 5 };

/* Append TEXT after LABEL, broken at blanks so that no line is wider than WIDTH. */
static void paragraph(struct agx_text *out, const char *label, const char *text, unsigned width)
{
	size_t room = width > LABEL_COLUMNS + 20 ? width - LABEL_COLUMNS : 20;

	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		size_t cut = length;

		if (length > room) {
			cut = room;
			while (cut > room / 2 && text[cut] != ' ')
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

	agx_text_printf(out, "%s", report->exception_type != NULL ? report->exception_type
				   : report->signal != NULL	  ? report->signal
				   : strcmp(report->format, "panic") == 0
					   ? "kernel panic"
					   : "no exception told");
	if (report->exception_type != NULL && report->signal != NULL)
		agx_text_printf(out, " (%s)", report->signal);
	if (report->has_fault_address)
		agx_text_printf(out, " at 0x%" PRIx64, report->fault_address);
	if (access != NULL)
		agx_text_printf(out, ", %s", access);
}

static bool is_deciding(const struct triage_hypothesis *h, int64_t thread, size_t frame)
{
	for (size_t i = 0; h != NULL && i < h->evidence_count; i++) {
		if (h->evidence[i].thread == thread && h->evidence[i].frame == (int64_t)frame)
			return true;
	}
	return false;
}

/* The first frame to show, so that the deciding ones are among those shown. */
static size_t first_shown(const struct crash_report *report, const struct triage_hypothesis *h,
			  size_t thread)
{
	size_t count = report->threads[thread].frame_count;

	for (size_t i = 0; i < count; i++) {
		if (is_deciding(h, (int64_t)thread, i))
			return i + 2 < SIDE_FRAMES ? 0 : i - 2;
	}
	return 0;
}

static void frame_line(const struct crash_report *report, const struct triage_hypothesis *h,
		       size_t thread, size_t frame, struct agx_text *out)
{
	const struct crash_thread *t = &report->threads[thread];
	const struct crash_frame *f;

	if (frame >= t->frame_count)
		return;
	f = &t->frames[frame];
	agx_text_printf(out, "%c%2zu %s ", is_deciding(h, (int64_t)thread, frame) ? '>' : ' ', frame,
			f->image_name != NULL ? f->image_name : "?");
	if (f->symbol != NULL)
		agx_text_printf(out, "%s + %" PRIu64, f->symbol, f->symbol_offset);
	else
		agx_text_printf(out, "0x%" PRIx64, f->address);
}

/* Append LEFT and RIGHT as columns of COLUMN characters, cut to fit. */
static void side_by_side(struct agx_text *out, const char *left, const char *right, unsigned column)
{
	struct agx_text line = {0};

	agx_text_printf(&line, "  %-*.*s", (int)column - 1, (int)column - 1, left);
	if (right != NULL)
		agx_text_printf(&line, "| %.*s", (int)column - 1, right);
	while (line.length > 0 && line.bytes[line.length - 1] == ' ')
		line.bytes[--line.length] = '\0';
	agx_text_printf(out, "%s\n", agx_text_string(&line));
	agx_text_release(&line);
}

static void thread_title(const struct crash_report *report, size_t thread, const char *role,
			 struct agx_text *out)
{
	const struct crash_thread *t = &report->threads[thread];

	agx_text_printf(out, "thread %" PRIu64 ", %s", t->number, role);
	if (t->name != NULL)
		agx_text_printf(out, ", %s", t->name);
	if (t->queue != NULL)
		agx_text_printf(out, ", %s", t->queue);
	if (t->operation != NULL)
		agx_text_printf(out, ", in %s%s%s", t->operation, t->object != NULL ? " of " : "",
				t->object != NULL ? t->object : "");
}

static void threads_lines(const struct crash_report *report, const struct triage_hypothesis *h,
			  unsigned width, struct agx_text *out)
{
	bool has_witness = h != NULL && h->witness_count > 0;
	size_t witness = has_witness ? h->witnesses[0] : 0;
	size_t faulting = report->faulting_thread < 0 ? 0 : (size_t)report->faulting_thread;
	const char *role = report->faulting_thread < 0 ? "first in the report" : "crashed";
	unsigned column = has_witness ? (width - 4) / 2 : width - 2;
	size_t left_first;
	size_t right_first;

	if (report->thread_count == 0)
		return;
	left_first = first_shown(report, h, faulting);
	right_first = has_witness ? first_shown(report, h, witness) : 0;
	agx_text_puts(out, "\n");
	for (size_t i = 0; i <= SIDE_FRAMES; i++) {
		struct agx_text left = {0};
		struct agx_text right = {0};

		if (i == 0) {
			thread_title(report, faulting, role, &left);
			if (has_witness)
				thread_title(report, witness, "witness", &right);
		} else {
			frame_line(report, h, faulting, left_first + i - 1, &left);
			if (has_witness)
				frame_line(report, h, witness, right_first + i - 1, &right);
		}
		if (left.length + right.length > 0)
			side_by_side(out, agx_text_string(&left),
				     has_witness ? agx_text_string(&right) : NULL, column);
		agx_text_release(&left);
		agx_text_release(&right);
	}
	if (has_witness && h->witness_count > 1)
		agx_text_printf(out, "  (%zu more witness threads: --all)\n", h->witness_count - 1);
	agx_text_puts(out, "\n");
}

static void versions_line(const struct crash_report *report, const struct triage_result *result,
			  unsigned width, struct agx_text *out)
{
	struct agx_text line = {0};

	agx_text_printf(&line, "%s", report->os_version != NULL ? report->os_version : "OS not told");
	if (report->model != NULL)
		agx_text_printf(&line, " on %s", report->model);
	for (size_t i = 0; i < result->version_count; i++)
		agx_text_printf(&line, "; %s: %s %s", result->versions[i].product,
				result->versions[i].image,
				result->versions[i].version != NULL ? result->versions[i].version
								    : "(version not told)");
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
		agx_text_printf(&line, "%s: %s", family->fixed[i].product, family->fixed[i].text);
		paragraph(out, "fixed", agx_text_string(&line), width);
		agx_text_release(&line);
	}
	if (family->fixed_count == 0)
		paragraph(out, "fixed", "no version is known to repair it", width);
}

static void list_lines(struct agx_text *out, const char *label, struct text_list list, unsigned width)
{
	for (size_t i = 0; i < list.count; i++)
		paragraph(out, i == 0 ? label : "", list.items[i], width);
}

static void grounds(const struct triage_hypothesis *h, unsigned width, struct agx_text *out)
{
	size_t lines = 0;

	for (size_t i = 0; i < h->evidence_count && lines < GROUND_LINES_MAX; i++)
		paragraph(out, lines++ == 0 ? "because" : "", h->evidence[i].says, width);
	for (size_t i = 0; i < h->against_count; i++)
		paragraph(out, i == 0 ? "against" : "", h->against[i], width);
}

static void other_hypotheses(const struct triage_result *result, unsigned width, struct agx_text *out)
{
	for (size_t i = 1; i < result->count; i++) {
		const struct triage_hypothesis *h = &result->hypotheses[i];
		struct agx_text line = {0};

		agx_text_printf(&line, "%s, %s: %s. To decide: %s", h->family->id,
				triage_grade_text(h->grade), h->family->name,
				h->family->decide_by.count > 0 ? h->family->decide_by.items[0] : "-");
		paragraph(out, i == 1 ? "or" : "", agx_text_string(&line), width);
		agx_text_release(&line);
	}
}

static void unknown_lines(const struct crash_report *report, unsigned width, struct agx_text *out)
{
	agx_text_puts(out, "unknown: no known family fits\n");
	for (size_t i = 0; i < report->missing_count; i++)
		paragraph(out, i == 0 ? "missing" : "", report->missing[i].text, width);
	paragraph(out, "what helps",
		  "the whole report (the .ips file from ~/Library/Logs/DiagnosticReports), and the last lines "
		  "on standard error: an assertion's text is often only there",
		  width);
}

static void head_lines(const struct crash_report *report, const struct triage_result *result,
		       unsigned width, struct agx_text *out)
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

void triage_format_text(const struct crash_report *report, const struct triage_result *result,
			unsigned width, struct agx_text *out)
{
	const struct triage_hypothesis *h = result->count > 0 ? &result->hypotheses[0] : NULL;
	struct agx_text line = {0};

	if (width == 0)
		width = WIDTH_DEFAULT;
	if (h == NULL) {
		unknown_lines(report, width, out);
		head_lines(report, result, width, out);
		threads_lines(report, h, width, out);
		versions_line(report, result, width, out);
		return;
	}
	agx_text_printf(out, "%s, %s: %s\n", h->family->id, triage_grade_text(h->grade),
			h->family->name);
	head_lines(report, result, width, out);
	agx_text_printf(&line, "%s; %s", h->family->fault, h->family->established);
	paragraph(out, "fault", agx_text_string(&line), width);
	agx_text_release(&line);
	threads_lines(report, h, width, out);
	grounds(h, width, out);
	versions_line(report, result, width, out);
	fixed_lines(result, h->family, width, out);
	list_lines(out, "do now", h->family->advice, width);
	list_lines(out, "to decide", h->family->decide_by, width);
	other_hypotheses(result, width, out);
	list_lines(out, "links", h->family->links, width);
}

static void all_threads(const struct crash_report *report, const struct triage_hypothesis *h,
			struct agx_text *out)
{
	for (size_t i = 0; i < report->thread_count; i++) {
		agx_text_puts(out, "\n");
		thread_title(report, i,
			     (int64_t)i == report->faulting_thread ? "crashed" : "not crashed", out);
		agx_text_puts(out, "\n");
		for (size_t k = 0; k < report->threads[i].frame_count; k++) {
			frame_line(report, h, i, k, out);
			agx_text_puts(out, "\n");
		}
	}
}

void triage_format_all(const struct crash_report *report, const struct triage_result *result,
		       struct agx_text *out)
{
	agx_text_puts(out, "\nall evidence\n");
	for (size_t i = 0; i < result->count; i++) {
		const struct triage_hypothesis *h = &result->hypotheses[i];

		agx_text_printf(out, "\n%s, %s: %s\n%s\n", h->family->id,
				triage_grade_text(h->grade), h->family->name, h->family->summary);
		for (size_t k = 0; k < h->evidence_count; k++)
			agx_text_printf(out, "  for      %s: %s\n", h->evidence[k].sign,
					h->evidence[k].says);
		for (size_t k = 0; k < h->against_count; k++)
			agx_text_printf(out, "  against  %s\n", h->against[k]);
		for (size_t k = 0; k < h->family->decide_by.count; k++)
			agx_text_printf(out, "  decide   %s\n", h->family->decide_by.items[k]);
	}
	for (size_t i = 0; i < report->missing_count; i++)
		agx_text_printf(out, "missing: %s: %s\n", report->missing[i].source,
				report->missing[i].text);
	for (size_t i = 0; i < report->asi_count; i++)
		agx_text_printf(out, "text: %s: %s\n", report->asi[i].source, report->asi[i].text);
	all_threads(report, result->count > 0 ? &result->hypotheses[0] : NULL, out);
}
