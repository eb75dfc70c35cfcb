// SPDX-License-Identifier: MIT
#include "report/explore_why.h"

#include <stdio.h>
#include <string.h>

static void put_thread(unsigned thread, struct agx_text *out)
{
	if (thread == 0)
		agx_text_puts(out, "main");
	else
		agx_text_printf(out, "thread %u", thread);
}

static void put_place(const struct subject_step *step, struct agx_text *out)
{
	const char *file = step->stack.count ? step->stack.frames[0].file : "";
	const char *slash = strrchr(file, '/');

	if (file[0])
		agx_text_printf(out, " (%s:%u)", slash ? slash + 1 : file, step->stack.frames[0].line);
}

/* "step 3 of thread 1, mutex lock (queue.c:12)". */
static void put_step(const struct subject_finding *f, size_t index, struct agx_text *out)
{
	const struct subject_step *step = &f->steps[index];

	agx_text_printf(out, "step %zu of ", index + 1);
	put_thread(step->thread, out);
	agx_text_printf(out, ", %s", step->call[0] ? step->call : step->kind);
	put_place(step, out);
}

static bool same_object(const struct subject_step *a, const struct subject_step *b)
{
	return a->address != 0 && a->address == b->address;
}

static bool begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* The last step that changed what STEP waits for, or of a condition, that signalled it; the count of steps if none. */
static size_t last_change(const struct subject_finding *f, const struct subject_step *step)
{
	bool condition = begins_with(step->call, "condition");

	for (size_t i = f->step_count; i-- > 0;) {
		const struct subject_step *other = &f->steps[i];

		if (other->waiting || !same_object(other, step))
			continue;
		if (condition ? strcmp(other->call, "condition wait") != 0 : other->has_written)
			return i;
	}
	return f->step_count;
}

static void put_cause(const struct subject_finding *f, const struct subject_step *step, struct agx_text *out)
{
	size_t cause = last_change(f, step);

	if (begins_with(step->call, "condition")) {
		if (cause == f->step_count) {
			agx_text_puts(out, ", which nobody signals");
			return;
		}
		agx_text_puts(out, f->steps[cause].has_written ? ", whose last signal woke another: " :
								 ", signalled when nobody waited: ");
	} else if (cause == f->step_count) {
		return;
	} else if (strstr(step->call, "lock")) {
		agx_text_puts(out, ", taken in ");
	} else {
		agx_text_puts(out, ", last changed in ");
	}
	put_step(f, cause, out);
}

void explore_why_waits(const struct subject_finding *f, struct agx_text *out)
{
	bool any = false;

	for (size_t i = 0; i < f->step_count; i++) {
		const struct subject_step *step = &f->steps[i];

		if (!step->waiting)
			continue;
		if (!any)
			agx_text_puts(out, "  who waits for what:\n");
		any = true;
		agx_text_puts(out, "    ");
		put_thread(step->thread, out);
		if (step->target >= 0) {
			agx_text_puts(out, " for the end of ");
			put_thread((unsigned)step->target, out);
		} else {
			agx_text_printf(out, " in %s%s%s", step->call, step->variable[0] ? " of " : "", step->variable);
		}
		put_place(step, out);
		if (step->target < 0)
			put_cause(f, step, out);
		agx_text_puts(out, "\n");
	}
}

static bool is_step(const struct subject_finding *f, int index)
{
	return index >= 0 && (size_t)index < f->step_count;
}

/* Why WHAT does not happen before a step of THREAD. */
static void put_reason(const struct subject_finding *f, const struct subject_gap *gap, unsigned thread,
		       const char *what, struct agx_text *out)
{
	if (!is_step(f, gap->write) || !is_step(f, gap->read)) {
		agx_text_puts(out, "no value that ");
		put_thread(thread, out);
		agx_text_printf(out, " had got by then leads back to %s", what);
		return;
	}
	agx_text_printf(out, "step %d reads what step %d wrote after %s, but ", gap->read + 1, gap->write + 1, what);
	if (!gap->releases)
		agx_text_printf(out, "that write (%s) does not release it", f->steps[gap->write].order);
	if (!gap->releases && !gap->acquires)
		agx_text_puts(out, " and ");
	if (!gap->acquires)
		agx_text_printf(out, "that read (%s) does not acquire it", f->steps[gap->read].order);
	if (gap->releases && gap->acquires)
		agx_text_puts(out, "that is only part of the way");
}

static void put_weak(const struct subject_finding *f, size_t index, struct agx_text *out)
{
	const struct subject_step *step = &f->steps[index];
	char what[32];

	snprintf(what, sizeof what, "step %d", step->newest + 1);
	agx_text_printf(out, "    step %zu may %s %s: ", index + 1, step->has_read ? "miss" : "come before", what);
	put_reason(f, &step->gap, step->thread, what, out);
	if (step->gap.write < 0)
		agx_text_puts(out, "; only sequentially consistent accesses or fences could forbid it");
	agx_text_puts(out, "\n");
}

void explore_why_weak(const struct subject_finding *f, struct agx_text *out)
{
	bool any = false;

	for (size_t i = 0; i < f->step_count; i++) {
		if (!f->steps[i].weak || f->steps[i].aside || !is_step(f, f->steps[i].newest))
			continue;
		if (!any)
			agx_text_puts(out, "  why the memory model allows it:\n");
		any = true;
		put_weak(f, i, out);
	}
}

void explore_why_unordered(const struct subject_finding *f, struct agx_text *out)
{
	char what[64];

	if (!f->has_gap || f->other < 0)
		return;
	snprintf(what, sizeof what, "the %s of thread %d", f->other_access, f->other);
	agx_text_puts(out, "  why they are not ordered:\n    ");
	put_reason(f, &f->gap, f->thread, what, out);
	agx_text_puts(out, "\n");
}
