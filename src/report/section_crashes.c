/* SPDX-License-Identifier: MIT */
/* The crash reports: registers of the thread that crashed, and what every thread did. */
#include "report/section_internal.h"

#include "crash/site.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FRAMES_SHOWN = 12, REGISTERS_PER_LINE = 4 };

static const struct crash_thread *faulting(const struct crash_report *report)
{
	if (report->faulting_thread < 0 || (size_t)report->faulting_thread >= report->thread_count)
		return NULL;
	return &report->threads[report->faulting_thread];
}

/* The function that the fault is counted for: as captured, or the innermost one of the simulated driver, or the innermost
 * that is not a mere way to die. */
static const char *site_of(const struct crash_report *report, char *out, size_t size)
{
	const struct crash_thread *thread = faulting(report);

	out[0] = '\0';
	if (report->site != NULL)
		(void)snprintf(out, size, "%s", report->site);
	for (size_t i = 0; thread != NULL && out[0] == '\0' && i < thread->frame_count; i++) {
		const char *symbol = thread->frames[i].symbol;

		if (symbol != NULL && strncmp(symbol, "sim_", 4) == 0)
			(void)site_from_symbol(symbol, out, size);
	}
	for (size_t i = 0; thread != NULL && out[0] == '\0' && i < thread->frame_count; i++) {
		const char *symbol = thread->frames[i].symbol;

		if (symbol != NULL && symbol[0] != '<' && !site_is_transparent(symbol))
			(void)snprintf(out, size, "%s", symbol);
	}
	return out;
}

/* "late-null: EXC_BAD_ACCESS, read of 0x5c8 in setComputePipelineState", "EXC_CRASH (SIGABRT) in commit". The first word is the
 * report's folder. */
static void format_title(const struct evidence_crash *crash, char *out, size_t size)
{
	static const char top[] = "evidence/crashes/";
	const struct crash_report *report = &crash->report;
	const char *what = report->exception_type != NULL ? report->exception_type : report->format;
	const char *folder = crash->path + sizeof top - 1;
	size_t length = 0;
	char site[128];

	if (strncmp(crash->path, top, sizeof top - 1) == 0 && strchr(folder, '/') != NULL)
		length = (size_t)snprintf(out, size, "%.*s: ", (int)strcspn(folder, "/"),
					  folder);
	length += (size_t)snprintf(out + length, size - length, "%.60s", what);
	if (report->has_fault_address && report->access != CRASH_ACCESS_UNKNOWN)
		length += (size_t)snprintf(out + length, size - length, ", %s of 0x%" PRIx64,
					   crash_access_name(report->access), report->fault_address);
	else if (report->signal != NULL)
		length += (size_t)snprintf(out + length, size - length, " (%.40s)", report->signal);
	if (site_of(report, site, sizeof site)[0] != '\0')
		(void)snprintf(out + length, size - length, " in %s", site);
}

static const char *none_told(const struct evidence *evidence)
{
	return evidence->crash_gap[0] != '\0' ? evidence->crash_gap
					      : "`evidence/crashes` holds no crash report";
}

static void tell_registers(const struct evidence_crash *crash, struct document *doc)
{
	const struct crash_thread *thread = faulting(&crash->report);
	struct agx_text text = {0};
	char title[512];

	format_title(crash, title, sizeof title);
	document_folded_begin(doc, title);
	if (thread == NULL || thread->register_count == 0) {
		document_gap(doc, "`%s` tells no registers of the thread that crashed.", crash->path);
	} else {
		for (size_t i = 0; i < thread->register_count; i++)
			agx_text_printf(&text, "%7s 0x%016" PRIx64 "%s", thread->registers[i].name,
					thread->registers[i].value,
					(i + 1) % REGISTERS_PER_LINE == 0 ? "\n" : "");
		document_text(doc, "Thread %" PRIu64 "%s%s, from `%s`:", thread->number,
			      thread->name != NULL ? ", " : "", thread->name != NULL ? thread->name : "",
			      crash->path);
		document_code(doc, agx_text_string(&text));
	}
	document_folded_end(doc);
	doc->text.failed = doc->text.failed || agx_text_failed(&text);
	agx_text_release(&text);
}

void section_registers(const struct evidence *evidence, struct document *doc)
{
	if (evidence->crash_count == 0) {
		document_gap(doc, "%s, so that no registers can be told.", none_told(evidence));
		return;
	}
	document_text(doc, "Of the thread that crashed, as the signal found them.");
	for (size_t i = 0; i < evidence->crash_count; i++)
		tell_registers(&evidence->crashes[i], doc);
}

static bool is_witness(const json_t *judged, size_t thread)
{
	const json_t *witnesses = evidence_array(judged, "witness_threads");

	for (size_t i = 0; i < json_array_size(witnesses); i++) {
		if (json_is_integer(json_array_get(witnesses, i)) &&
		    json_integer_value(json_array_get(witnesses, i)) == (json_int_t)thread)
			return true;
	}
	return false;
}

static void add_frame(struct agx_text *text, const struct crash_frame *frame)
{
	if (frame->symbol != NULL)
		agx_text_printf(text, "%s + %" PRIu64, frame->symbol, frame->symbol_offset);
	else
		agx_text_printf(text, "%s + 0x%" PRIx64,
				frame->image_name != NULL ? frame->image_name : "?", frame->image_offset);
	if (frame->source_file != NULL)
		agx_text_printf(text, "  %s:%" PRIu32, frame->source_file, frame->source_line);
	agx_text_puts(text, "\n");
}

static void tell_thread(const struct crash_report *report, size_t index, const char *role,
			const char *class, struct document *doc)
{
	const struct crash_thread *thread = &report->threads[index];
	struct agx_text text = {0};
	char title[256];
	size_t shown = thread->frame_count < FRAMES_SHOWN ? thread->frame_count : FRAMES_SHOWN;

	(void)snprintf(title, sizeof title, "Thread %" PRIu64 "%s%.120s%s%.60s", thread->number,
		       thread->name != NULL ? " " : "", thread->name != NULL ? thread->name : "",
		       role[0] != '\0' ? ": " : "", role);
	document_card_begin(doc, class, title);
	if (thread->operation != NULL)
		document_text(doc, "in `%s`%s%s%s%s", thread->operation,
			      thread->object != NULL ? " on " : "", thread->object != NULL ? thread->object : "",
			      thread->queue != NULL ? ", " : "", thread->queue != NULL ? thread->queue : "");
	else if (thread->queue != NULL)
		document_text(doc, "queue %s", thread->queue);
	for (size_t i = 0; i < shown; i++)
		add_frame(&text, &thread->frames[i]);
	if (shown < thread->frame_count)
		agx_text_printf(&text, "%zu more frames\n", thread->frame_count - shown);
	if (thread->frame_count == 0)
		agx_text_puts(&text, "no frames told\n");
	document_code(doc, agx_text_string(&text));
	document_card_end(doc);
	doc->text.failed = doc->text.failed || agx_text_failed(&text);
	agx_text_release(&text);
}

/* Was the run that left CRASH one with --jitter? */
static bool was_jittered(const struct evidence *evidence, const struct evidence_crash *crash)
{
	const json_t *parts =
		evidence_array(evidence->documents[EVIDENCE_INVESTIGATION], "parts");
	const char *slash = strrchr(crash->path, '/');
	size_t length = (size_t)(slash - crash->path);

	for (size_t i = 0; i < json_array_size(parts); i++) {
		const json_t *words = evidence_array(json_array_get(parts, i), "command");
		bool jitter = false;
		bool here = false;

		for (size_t k = 0; k < json_array_size(words); k++) {
			const char *word = json_string_value(json_array_get(words, k));

			jitter = jitter || (word != NULL && strcmp(word, "--jitter") == 0);
			here = here || (word != NULL && strlen(word) == length &&
					strncmp(word, crash->path, length) == 0);
		}
		if (jitter && here)
			return true;
	}
	return crash->report.jittered;
}

/* The one that crashed, then the witnesses, then the others. */
static void tell_crash(const struct evidence *evidence, const struct evidence_crash *crash,
		       struct document *doc)
{
	const struct crash_report *report = &crash->report;
	const json_t *judged = section_triage_of(evidence, crash->path);
	size_t first = report->faulting_thread < 0 ? SIZE_MAX : (size_t)report->faulting_thread;
	char title[512];

	format_title(crash, title, sizeof title);
	document_folded_begin(doc, title);
	document_text(doc, "`%s`: %zu threads%s.%s", crash->path, report->thread_count,
		      report->threads_cut ? " or more, as the report is cut" : "",
		      was_jittered(evidence, crash) ? " The run's threads yielded at marked points, which widens its races."
				       : "");
	for (size_t i = 0; i < report->asi_count; i++)
		document_text(doc, "%s", report->asi[i].text);
	document_cards_begin(doc);
	if (first < report->thread_count)
		tell_thread(report, first, "crashed", "crashed", doc);
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < report->thread_count; i++) {
			if (i != first && is_witness(judged, i) == (round == 0))
				tell_thread(report, i, round == 0 ? "witness" : "",
					    round == 0 ? "witness" : "", doc);
		}
	}
	document_cards_end(doc);
	document_folded_end(doc);
}

void section_threads(const struct evidence *evidence, struct document *doc)
{
	if (evidence->crash_count == 0) {
		document_gap(doc, "%s, so that no threads can be told.", none_told(evidence));
		return;
	}
	if (evidence->crash_gap[0] != '\0')
		document_gap(doc, "%s.", evidence->crash_gap);
	document_text(doc, "Every thread at the moment of each crash: first the one that crashed, then those that triage "
			   "holds for witnesses, then the others.");
	for (size_t i = 0; i < evidence->crash_count; i++)
		tell_crash(evidence, &evidence->crashes[i], doc);
}
