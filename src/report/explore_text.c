// SPDX-License-Identifier: MIT
#include "report/explore_format.h"

#include "report/explore_why.h"
#include "report/trace_format.h"

#include <inttypes.h>
#include <string.h>

enum { WHY_BYTES = 256, FRAMES_SHOWN = 12 };

#define RED "\x1b[1;31m"
#define GREEN "\x1b[1;32m"
#define YELLOW "\x1b[1;33m"
#define PLAIN "\x1b[0m"

/* What the text is for. */
struct page {
	unsigned width;
	bool colour;
};

static void add_counts(const struct subject_result *r, struct agx_text *out)
{
	agx_text_printf(out, "%" PRIu64 " execution%s under %s by the engine %s: %" PRIu64 " complete", r->executions,
			r->executions == 1 ? "" : "s", r->memory_model, r->engine, r->complete);
	if (r->deadlocked)
		agx_text_printf(out, ", %" PRIu64 " deadlocked", r->deadlocked);
	if (r->found)
		agx_text_printf(out, ", %" PRIu64 " ended by a finding", r->found);
	if (r->blocked)
		agx_text_printf(out, "; besides, %" PRIu64 " blocked in a loop or by an assumption", r->blocked);
	if (r->redundant)
		agx_text_printf(out, "; %" PRIu64 " left as repetitions", r->redundant);
	agx_text_printf(out, "\n%u thread%s, %" PRIu64 " operations, %.2f s of CPU\n", r->threads,
			r->threads == 1 ? "" : "s", r->operations, r->cpu_seconds);
}

static void add_stack(const char *title, const struct subject_stack *stack, struct agx_text *out)
{
	if (stack->count == 0)
		return;
	agx_text_printf(out, "  %s\n", title);
	for (size_t i = 0; i < stack->count && i < FRAMES_SHOWN; i++) {
		const struct subject_frame *f = &stack->frames[i];

		agx_text_printf(out, "    %zu %s", i, f->function);
		if (f->file[0])
			agx_text_printf(out, "  %s:%u", f->file, f->line);
		agx_text_puts(out, "\n");
	}
	if (stack->count > FRAMES_SHOWN)
		agx_text_printf(out, "    ... %zu more\n", stack->count - FRAMES_SHOWN);
}

static void add_stacks(const struct subject_finding *f, struct agx_text *out)
{
	struct agx_text title = {0};

	agx_text_printf(&title, "thread %u%s%s%s:", f->thread, f->thread == 0 ? " (main)" : "", f->access[0] ? ", " : "", f->access);
	add_stack(agx_text_string(&title), &f->stack, out);
	agx_text_release(&title);
	if (f->other < 0)
		return;
	agx_text_printf(&title, "thread %d%s%s%s:", f->other, f->other == 0 ? " (main)" : "", f->other_access[0] ? ", " : "", f->other_access);
	add_stack(agx_text_string(&title), &f->other_stack, out);
	agx_text_release(&title);
}

static void add_address(const struct subject_finding *f, struct agx_text *out)
{
	uint64_t offset = f->address - f->place.block;

	agx_text_printf(out, "  at 0x%" PRIx64 "%s%s", f->address, f->variable[0] ? ", " : "", f->variable);
	if (f->place.block && offset < f->place.block_bytes)
		agx_text_printf(out, ", in a heap block of %" PRIu64 " bytes", f->place.block_bytes);
	else if (f->place.block)
		agx_text_printf(out, ", %" PRIu64 " behind the end of a heap block of %" PRIu64 " bytes",
				offset - f->place.block_bytes, f->place.block_bytes);
	agx_text_puts(out, "\n");
}

static void add_finding(const struct subject_finding *f, size_t number, struct page page, struct agx_text *out)
{
	struct explore_trace t;

	agx_text_printf(out, "\n%sfinding %zu: %s%s: %s\n", page.colour ? RED : "", number, f->kind,
			page.colour ? PLAIN : "", f->message);
	if (f->has_address)
		add_address(f, out);
	add_stacks(f, out);
	if (f->step_count == 0 || explore_trace_make(f, &t) != AGX_OK)
		return;
	agx_text_printf(out, "  the execution%s:\n", f->steps_clipped ? " (its beginning)" : "");
	trace_format_text(&t.trace, page.width, page.colour, out);
	explore_trace_release(&t);
	explore_why_waits(f, out);
	explore_why_unordered(f, out);
	explore_why_weak(f, out);
}

static void add_notes(const struct explore_report *report, struct agx_text *out)
{
	const struct subject_result *r = report->result;

	if (r->note_count == 0)
		return;
	agx_text_puts(out, "\nnot covered, or worth knowing:\n");
	for (size_t i = 0; i < r->note_count; i++) {
		const struct subject_note *n = &r->notes[i];

		agx_text_printf(out, "  - %s", n->text);
		if (n->file[0])
			agx_text_printf(out, " (%s:%u)", n->file, n->line);
		agx_text_puts(out, "\n");
	}
}

/* What may make the answer say less than it seems to. */
static void add_warning(const struct subject_result *r, struct page page, struct agx_text *out)
{
	for (size_t i = 0; i < r->note_count; i++)
		if (strcmp(r->notes[i].kind, "no-threads") == 0 || strcmp(r->notes[i].kind, "one-execution") == 0)
			agx_text_printf(out, "%sWARNING:%s   %s: a test of concurrency should do more\n",
					page.colour ? YELLOW : "", page.colour ? PLAIN : "", r->notes[i].text);
}

size_t explore_left_out(const struct explore_report *report, const char *left_out[EXPLORE_LEFT_OUT_MAX])
{
	const struct {
		bool looked_for;
		const char *what;
	} all[EXPLORE_LEFT_OUT_MAX] = {
		{report->races, "data races (--races stop)"},
		{report->spurious_wakeups, "waits that return by themselves (--spurious-wakeups)"},
		{report->weak_cas_fails, "weak compare-exchanges that fail by themselves (--weak-cas-fails)"},
		{report->malloc_fails, "allocations that fail (--malloc-fails)"},
		{report->leaks, "memory and threads left behind (--leaks)"},
		{report->unoptimised, "accesses that the compiler removes (--strict)"},
	};
	size_t count = 0;

	for (size_t i = 0; i < EXPLORE_LEFT_OUT_MAX; i++)
		if (!all[i].looked_for)
			left_out[count++] = all[i].what;
	return count;
}

static void add_left_out(const struct explore_report *report, unsigned width, struct agx_text *out)
{
	const char *left_out[EXPLORE_LEFT_OUT_MAX];
	size_t count = explore_left_out(report, left_out);
	size_t column = 0;

	agx_text_puts(out, count > 0 ? "\nnot looked for:\n" : "");
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(left_out[i]) + 2;

		if (column > 0 && column + length > (width ? width : 100)) {
			agx_text_puts(out, "\n");
			column = 0;
		}
		agx_text_printf(out, "%s%s%s", column > 0 ? " " : "  ", left_out[i], i + 1 < count ? "," : "\n");
		column += length;
	}
}

static const struct subject_frame *first_place(const struct subject_finding *f)
{
	for (size_t i = 0; i < f->stack.count; i++)
		if (f->stack.frames[i].file[0])
			return &f->stack.frames[i];
	return NULL;
}

static const char *verdict_colour(enum agx_verdict verdict, struct page page)
{
	if (!page.colour)
		return "";
	return verdict == AGX_HOLDS ? GREEN : verdict == AGX_VIOLATED ? RED : YELLOW;
}

static void add_ending(const struct explore_report *report, struct page page, struct agx_text *out)
{
	const struct subject_result *r = report->result;
	char why[WHY_BYTES] = "";
	enum agx_verdict verdict = subject_verdict(r, why, sizeof why);
	const struct subject_frame *place;

	if (verdict != AGX_VIOLATED)
		add_left_out(report, page.width, out);
	agx_text_puts(out, "\n");
	if (verdict != AGX_VIOLATED)
		add_warning(r, page, out);
	agx_text_printf(out, "verdict:   %s%s%s%s%s\n", verdict_colour(verdict, page), agx_verdict_text(verdict),
			page.colour ? PLAIN : "",
			verdict == AGX_INCONCLUSIVE && why[0] ? ": " : "",
			verdict == AGX_INCONCLUSIVE ? why : "");
	if (r->finding_count == 0) {
		agx_text_printf(out, "reproduce: %s%s\n", report->reproduce, report->reproduce_flags);
		return;
	}
	place = first_place(&r->findings[0]);
	agx_text_printf(out, "because:   %s", r->findings[0].message);
	if (place)
		agx_text_printf(out, " (%s:%u)", place->file, place->line);
	agx_text_puts(out, "\n");
	agx_text_printf(out, "reproduce: %s%s%s%s\n", report->reproduce, r->findings[0].replay[0] ? " --replay " : "",
			r->findings[0].replay, report->reproduce_flags);
}

void explore_format_text(const struct explore_report *report, unsigned width, bool colour, struct agx_text *out)
{
	const struct page page = {width, colour};
	const struct subject_result *r = report->result;

	add_counts(r, out);
	for (size_t i = 0; i < r->finding_count; i++)
		add_finding(&r->findings[i], i + 1, page, out);
	add_notes(report, out);
	add_ending(report, page, out);
}
