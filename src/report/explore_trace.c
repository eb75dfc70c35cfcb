// SPDX-License-Identifier: MIT
#include "report/explore_format.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACCESSES_MAX = 2 }; /* of a finding, beside its steps */

static bool is_one(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

/* Accesses of memory, whose values mean something to who wrote the program. */
static bool is_memory(const struct subject_step *step)
{
	static const char *const calls[] = {"", "atomic", "volatile access", NULL};

	return is_one(step->call, calls);
}

static bool is_semaphore(const struct subject_step *step)
{
	return strncmp(step->call, "semaphore", strlen("semaphore")) == 0;
}

/* Small ones, of either sign, in decimal. */
static void put_value(uint64_t value, unsigned size, struct agx_text *note)
{
	uint64_t sign = size > 0 && size < 8 ? UINT64_C(1) << (size * 8) : 0;

	if (value != 0 && size > 1 && sign - value <= 4096)
		agx_text_printf(note, "-%" PRIu64, sign - value);
	else if (value <= 999999)
		agx_text_printf(note, "%" PRIu64, value);
	else
		agx_text_printf(note, "0x%" PRIx64, value);
}

static void note_read(const struct subject_step *step, struct agx_text *note)
{
	put_value(step->read, step->size, note);
	if (step->reads_from >= 0)
		agx_text_printf(note, " of step %d", step->reads_from + 1);
	else
		agx_text_puts(note, ", initial");
}

static void note_access(const struct subject_step *step, struct agx_text *note)
{
	bool update = strcmp(step->kind, "update") == 0;

	if (step->has_read)
		note_read(step, note);
	if (step->has_written && step->has_read)
		agx_text_puts(note, ", becomes ");
	if (step->has_written)
		put_value(step->written, step->size, note);
	else if (update)
		agx_text_puts(note, ", not changed");
	if (step->weak)
		agx_text_printf(note, "; %s step %d", step->has_read ? "misses" : "comes before", step->newest + 1);
	if (step->order[0])
		agx_text_printf(note, "; %s", step->order);
}

/* Of locks and the like: whether it succeeded, and on whom it followed. */
static void note_primitive(const struct subject_step *step, struct agx_text *note)
{
	bool tries = strcmp(step->kind, "update") == 0;
	bool wakes = strcmp(step->call, "condition signal") == 0 || strcmp(step->call, "condition broadcast") == 0;

	if (strcmp(step->kind, "fence") == 0) {
		agx_text_puts(note, step->order);
	} else if (strcmp(step->kind, "choice") == 0) {
		agx_text_printf(note, "%" PRIu64, step->read);
	} else if (is_semaphore(step) && step->has_read) {
		agx_text_printf(note, "%" PRIu64, step->read);
		if (step->has_written)
			agx_text_printf(note, ", becomes %" PRIu64, step->written);
	} else if (wakes && !step->has_written) {
		agx_text_puts(note, "nobody waits");
	} else if (tries && !step->has_written && strstr(step->call, "try")) {
		agx_text_puts(note, "fails");
	} else if (step->reads_from >= 0) {
		agx_text_printf(note, "after step %d", step->reads_from + 1);
	}
}

static const char *innermost(const struct subject_step *step, unsigned *ret_line)
{
	*ret_line = 0;
	if (step->stack.count == 0 || step->stack.frames[0].file[0] == '\0' || strcmp(step->kind, "exit") == 0)
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
	if (step->target >= 0)
		agx_text_printf(note, "thread %d%s", step->target, step->waiting ? ", " : "");
	if (step->waiting)
		agx_text_puts(note, "waits for ever");
	else if (is_memory(step))
		note_access(step, note);
	else
		note_primitive(step, note);
	note_place(step, note);
}

/* "atomic read" rather than "atomic". */
static const char *operation(const struct subject_step *step)
{
	static const char *const kinds[] = {"read", "write", "update", NULL};
	static const char *const atomic[] = {"atomic read", "atomic write", "atomic update"};

	if (strcmp(step->call, "atomic") != 0)
		return step->call[0] ? step->call : step->kind;
	for (size_t i = 0; kinds[i]; i++)
		if (strcmp(step->kind, kinds[i]) == 0)
			return atomic[i];
	return step->call;
}

static void fill_step(const struct subject_step *from, struct trace_step *to, struct agx_text *note)
{
	unsigned line;

	write_note(from, note);
	to->thread = from->thread;
	to->operation = operation(from);
	to->object = from->variable[0] ? from->variable : NULL;
	to->note = note->length ? agx_text_string(note) : NULL;
	to->file = innermost(from, &line);
	to->line = line;
	to->aside = from->aside;
}

static size_t threads_in(const struct subject_finding *finding)
{
	size_t count = finding->thread + 1;

	if (finding->other >= (int)count)
		count = (size_t)finding->other + 1;
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
	t->trace.thread_count = threads;
	return t->steps && t->notes && t->names && t->name_pointers;
}

/* The access of THREAD that the finding is about, made at the innermost place of STACK. */
static void add_access(struct explore_trace *t, unsigned thread, const char *access, const char *variable,
		       const struct subject_stack *stack)
{
	struct trace_step *step = &t->steps[t->trace.count];
	struct agx_text *note = &t->notes[t->trace.count];
	const char *slash;

	if (access[0] == '\0' || stack->count == 0)
		return;
	*step = (struct trace_step){.thread = thread, .operation = access, .unnumbered = true};
	if (variable[0])
		step->object = variable;
	if (stack->frames[0].file[0]) {
		step->file = stack->frames[0].file;
		step->line = stack->frames[0].line;
		slash = strrchr(step->file, '/');
		agx_text_printf(note, "(%s:%u)", slash ? slash + 1 : step->file, step->line);
		step->note = agx_text_string(note);
	}
	t->trace.count++;
}

static void add_steps(const struct subject_finding *f, struct explore_trace *t)
{
	bool first = f->other >= 0 && f->other_step < 0; /* its access comes before its steps */

	for (size_t i = 0; i < f->step_count; i++) {
		if (first && (int)f->steps[i].thread == f->other) {
			add_access(t, (unsigned)f->other, f->other_access, f->variable, &f->other_stack);
			first = false;
		}
		fill_step(&f->steps[i], &t->steps[t->trace.count], &t->notes[t->trace.count]);
		t->trace.count++;
		if (f->other >= 0 && f->other_step == (int)i)
			add_access(t, (unsigned)f->other, f->other_access, f->variable, &f->other_stack);
	}
	if (first)
		add_access(t, (unsigned)f->other, f->other_access, f->variable, &f->other_stack);
	add_access(t, f->thread, f->access, f->variable, &f->stack);
}

enum agx_status explore_trace_make(const struct subject_finding *finding, struct explore_trace *ret_trace)
{
	struct explore_trace t = {0};

	if (!allocate(&t, finding->step_count + ACCESSES_MAX, threads_in(finding)))
		goto out_release;
	for (size_t i = 0; i < t.trace.thread_count; i++) {
		snprintf(t.names[i], sizeof t.names[i], i == 0 ? "main" : "thread %zu", i);
		t.name_pointers[i] = t.names[i];
	}
	add_steps(finding, &t);
	for (size_t i = 0; i < t.trace.count; i++)
		if (agx_text_failed(&t.notes[i]))
			goto out_release;
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
