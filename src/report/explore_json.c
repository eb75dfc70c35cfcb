// SPDX-License-Identifier: MIT
#include "report/explore_format.h"

#include "report/json_put.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WHY_BYTES = 256 };

/* Addresses and values may need all 64 bits: as text, "0x5c8". */
static void put_hex(struct json_maker *make, json_t *object, const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "0x%" PRIx64, value);
	json_put_text(make, object, key, text);
}

static void put_word(struct json_maker *make, json_t *object, const char *key, const char *word)
{
	if (word[0])
		json_put_text(make, object, key, word);
}

static json_t *frames(struct json_maker *make, const struct subject_stack *stack)
{
	json_t *array = json_array();

	for (size_t i = 0; i < stack->count; i++) {
		const struct subject_frame *f = &stack->frames[i];
		json_t *object = json_object();

		json_put_text(make, object, "function", f->function);
		put_word(make, object, "file", f->file);
		if (f->line)
			json_put_uint(make, object, "line", f->line);
		json_add(make, array, object);
	}
	return array;
}

static void put_gap(struct json_maker *make, json_t *object, const struct subject_gap *gap)
{
	if (gap->write < 0)
		return;
	json_put_uint(make, object, "gap_write", (uint64_t)gap->write);
	json_put_uint(make, object, "gap_read", (uint64_t)gap->read);
	json_put_bool(make, object, "gap_releases", gap->releases);
	json_put_bool(make, object, "gap_acquires", gap->acquires);
}

static json_t *step(struct json_maker *make, const struct subject_step *s)
{
	json_t *object = json_object();

	json_put_uint(make, object, "thread", s->thread);
	json_put_text(make, object, "kind", s->kind);
	put_word(make, object, "operation", s->call);
	put_word(make, object, "order", s->order);
	put_word(make, object, "object", s->variable);
	if (s->address)
		put_hex(make, object, "address", s->address);
	if (s->has_read)
		put_hex(make, object, "read", s->read);
	if (s->has_written)
		put_hex(make, object, "written", s->written);
	if (s->has_read) {
		json_put(make, object, "reads_from", json_integer(s->reads_from));
		json_put(make, object, "newest", json_integer(s->newest));
	}
	if (s->target >= 0)
		json_put_uint(make, object, "target", (uint64_t)s->target);
	if (s->waiting)
		json_put_bool(make, object, "waiting", true);
	if (s->aside)
		json_put_bool(make, object, "aside", true);
	if (s->weak) {
		json_put_bool(make, object, "weak", true);
		put_gap(make, object, &s->gap);
	}
	if (s->stack.count) {
		put_word(make, object, "file", s->stack.frames[0].file);
		json_put_uint(make, object, "line", s->stack.frames[0].line);
		json_put_text(make, object, "function", s->stack.frames[0].function);
	}
	return object;
}

static json_t *steps(struct json_maker *make, const struct subject_finding *f)
{
	json_t *array = json_array();

	for (size_t i = 0; i < f->step_count; i++)
		json_add(make, array, step(make, &f->steps[i]));
	return array;
}

static void put_place(struct json_maker *make, json_t *object, const struct subject_finding *f)
{
	for (size_t i = 0; i < f->stack.count; i++) {
		if (!f->stack.frames[i].file[0])
			continue;
		json_put_text(make, object, "file", f->stack.frames[i].file);
		json_put_uint(make, object, "line", f->stack.frames[i].line);
		return;
	}
	json_put(make, object, "file", json_null());
	json_put(make, object, "line", json_null());
}

static json_t *finding(struct json_maker *make, const struct subject_finding *f)
{
	json_t *object = json_object();

	json_put_text(make, object, "kind", f->kind);
	json_put_text(make, object, "message", f->message);
	put_place(make, object, f);
	json_put_text(make, object, "replay", f->replay);
	json_put_uint(make, object, "times", f->times);
	json_put_uint(make, object, "thread", f->thread);
	put_word(make, object, "access", f->access);
	if (f->has_address)
		put_hex(make, object, "address", f->address);
	put_word(make, object, "variable", f->variable);
	json_put(make, object, "stack", frames(make, &f->stack));
	if (f->other >= 0) {
		json_put_uint(make, object, "other_thread", (uint64_t)f->other);
		put_word(make, object, "other_access", f->other_access);
		if (f->other_step >= 0)
			json_put_uint(make, object, "other_step", (uint64_t)f->other_step);
		json_put(make, object, "other_stack", frames(make, &f->other_stack));
	}
	if (f->has_gap)
		put_gap(make, object, &f->gap);
	json_put(make, object, "steps", steps(make, f));
	json_put_bool(make, object, "steps_clipped", f->steps_clipped);
	return object;
}

static json_t *notes(struct json_maker *make, const struct explore_report *report)
{
	const struct subject_result *r = report->result;
	json_t *array = json_array();

	for (size_t i = 0; i < r->note_count; i++) {
		json_t *object = json_object();

		json_put_text(make, object, "kind", r->notes[i].kind);
		json_put_text(make, object, "text", r->notes[i].text);
		put_word(make, object, "file", r->notes[i].file);
		if (r->notes[i].file[0])
			json_put_uint(make, object, "line", r->notes[i].line);
		json_add(make, array, object);
	}
	return array;
}

/* The names alone of the notes on what is linked in without hooks. */
static json_t *not_covered(struct json_maker *make, const struct subject_result *r)
{
	json_t *array = json_array();

	for (size_t i = 0; i < r->note_count; i++) {
		const char *end = strstr(r->notes[i].text, " is linked in without hooks");

		if (strcmp(r->notes[i].kind, "uninstrumented") == 0 && end != NULL)
			json_add(make, array, json_stringn(r->notes[i].text, (size_t)(end - r->notes[i].text)));
	}
	return array;
}

static void put_counts(struct json_maker *make, json_t *object, const struct subject_result *r)
{
	json_put_text(make, object, "memory_model", r->memory_model);
	json_put_text(make, object, "engine", r->engine);
	json_put_uint(make, object, "executions", r->executions);
	json_put_uint(make, object, "complete", r->complete);
	json_put_uint(make, object, "blocked", r->blocked);
	json_put_uint(make, object, "deadlocked", r->deadlocked);
	json_put_uint(make, object, "found", r->found);
	json_put_uint(make, object, "redundant", r->redundant);
	json_put_uint(make, object, "bounded", r->bounded);
	json_put_uint(make, object, "unsupported", r->unsupported);
	json_put_uint(make, object, "operations", r->operations);
	json_put_uint(make, object, "threads", r->threads);
	json_put_bool(make, object, "exhaustive", r->exhaustive);
	put_word(make, object, "stopped", r->stopped);
	json_put_real(make, object, "cpu_seconds", r->cpu_seconds);
}

static json_t *not_looked_for(struct json_maker *make, const struct explore_report *report)
{
	const char *left_out[EXPLORE_LEFT_OUT_MAX];
	size_t count = explore_left_out(report, left_out);
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_add(make, array, json_string(left_out[i]));
	return array;
}

json_t *explore_format_json(const struct explore_report *report)
{
	const struct subject_result *r = report->result;
	char why[WHY_BYTES] = "";
	enum agx_verdict verdict = subject_verdict(r, why, sizeof why);
	struct json_maker make = {0};
	json_t *object = json_object();
	json_t *findings = json_array();

	json_put_text(&make, object, "schema", "agxrace/explore/1");
	json_put_text(&make, object, "command", "explore");
	json_put_uint(&make, object, "seed", report->seed);
	json_put_text(&make, object, "verdict", agx_verdict_text(verdict));
	put_word(&make, object, "why", why);
	put_counts(&make, object, r);
	for (size_t i = 0; i < r->finding_count; i++)
		json_add(&make, findings, finding(&make, &r->findings[i]));
	json_put(&make, object, "findings", findings);
	json_put(&make, object, "notes", notes(&make, report));
	json_put(&make, object, "not_covered", not_covered(&make, r));
	json_put(&make, object, "not_looked_for", not_looked_for(&make, report));
	json_put_text(&make, object, "reproduce", report->reproduce);
	json_put_text(&make, object, "reproduce_flags", report->reproduce_flags);
	return json_made(&make, object);
}
