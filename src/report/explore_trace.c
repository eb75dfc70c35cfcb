// SPDX-License-Identifier: MIT
#include "report/explore_format.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void note_source(const struct subject_step *step, struct agx_text *note)
{
	if (step->reads_from >= 0)
		agx_text_printf(note, " of step %d", step->reads_from + 1);
	else
		agx_text_puts(note, ", the initial value");
	if (step->newest != step->reads_from && step->newest >= 0)
		agx_text_printf(note, ", not of step %d, which is newer", step->newest + 1);
}

static const char *innermost(const struct subject_step *step, unsigned *ret_line)
{
	*ret_line = 0;
	if (step->stack.count == 0 || step->stack.frames[0].file[0] == '\0')
		return NULL;
	*ret_line = step->stack.frames[0].line;
	return step->stack.frames[0].file;
}

static void note_place(const struct subject_step *step, struct agx_text *note)
{
	unsigned line;
	const char *file = innermost(step, &line);
	const char *slash;

	if (!file)
		return;
	slash = strrchr(file, '/');
	agx_text_printf(note, "%s(%s:%u)", note->length ? " " : "", slash ? slash + 1 : file, line);
}

static void write_note(const struct subject_step *step, struct agx_text *note)
{
	if (step->waiting) {
		agx_text_puts(note, "waits for ever");
	} else {
		if (step->has_read) {
			agx_text_printf(note, "reads %" PRIu64, step->read);
			note_source(step, note);
		}
		if (step->has_written)
			agx_text_printf(note, "%swrites %" PRIu64, step->has_read ? "; " : "", step->written);
		if (step->target >= 0)
			agx_text_printf(note, "thread %d", step->target);
	}
	note_place(step, note);
}

static void fill_step(const struct subject_step *from, struct trace_step *to, struct agx_text *note)
{
	unsigned line;

	write_note(from, note);
	to->thread = from->thread;
	to->operation = from->call[0] ? from->call : from->kind;
	to->object = from->variable[0] ? from->variable : NULL;
	to->note = note->length ? agx_text_string(note) : NULL;
	to->file = innermost(from, &line);
	to->line = line;
}

static size_t threads_in(const struct subject_finding *finding)
{
	size_t count = finding->thread + 1;

	for (size_t i = 0; i < finding->step_count; i++)
		if (finding->steps[i].thread >= count)
			count = finding->steps[i].thread + 1;
	return count;
}

static bool allocate(struct explore_trace *t, size_t steps, size_t threads)
{
	t->steps = calloc(steps + 1, sizeof *t->steps);
	t->notes = calloc(steps + 1, sizeof *t->notes);
	t->names = calloc(threads, sizeof *t->names);
	t->name_pointers = calloc(threads, sizeof *t->name_pointers);
	t->trace.count = steps;
	t->trace.thread_count = threads;
	return t->steps && t->notes && t->names && t->name_pointers;
}

enum agx_status explore_trace_make(const struct subject_finding *finding, struct explore_trace *ret_trace)
{
	struct explore_trace t = {0};

	if (!allocate(&t, finding->step_count, threads_in(finding)))
		goto out_release;
	for (size_t i = 0; i < t.trace.thread_count; i++) {
		snprintf(t.names[i], sizeof t.names[i], i == 0 ? "main" : "thread %zu", i);
		t.name_pointers[i] = t.names[i];
	}
	for (size_t i = 0; i < t.trace.count; i++) {
		fill_step(&finding->steps[i], &t.steps[i], &t.notes[i]);
		if (agx_text_failed(&t.notes[i]))
			goto out_release;
	}
	t.trace.steps = t.steps;
	t.trace.threads = t.name_pointers;
	t.trace.ending = finding->message;
	*ret_trace = t;
	return AGX_OK;

out_release:
	explore_trace_release(&t);
	return AGX_NO_MEMORY;
}

void explore_trace_release(struct explore_trace *trace)
{
	for (size_t i = 0; trace->notes && i < trace->trace.count; i++)
		agx_text_release(&trace->notes[i]);
	free(trace->notes);
	free(trace->steps);
	free(trace->names);
	free(trace->name_pointers);
}
