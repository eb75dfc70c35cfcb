/* SPDX-License-Identifier: MIT */
#include "report/trace_format.h"

#include "base/assert.h"

#include <stdio.h>
#include <string.h>

static void step_label(const struct trace_step *step, struct agx_text *out)
{
	agx_text_puts(out, step->operation);
	if (step->object != NULL)
		agx_text_printf(out, " %s", step->object);
	if (step->note != NULL)
		agx_text_printf(out, ": %s", step->note);
}

/* Length of the part of LABEL that goes on one line of WIDTH: up to the last blank that fits. */
static size_t line_break(const char *label, size_t width)
{
	size_t length = strlen(label);
	size_t cut = width;

	if (length <= width)
		return length;
	while (cut > width / 2 && label[cut] != ' ')
		cut--;
	return label[cut] == ' ' ? cut : width;
}

static void write_step(const struct trace *trace, size_t index, unsigned column,
		       struct agx_text *out)
{
	const struct trace_step *step = &trace->steps[index];
	struct agx_text label = {0};
	const char *rest;
	bool first = true;

	step_label(step, &label);
	rest = agx_text_string(&label);
	while (*rest != '\0') {
		size_t length = line_break(rest, column - 1);

		if (first)
			agx_text_printf(out, "%4zu ", index + 1);
		else
			agx_text_puts(out, "     ");
		agx_text_printf(out, "%*s%.*s\n", (int)(step->thread * column), "", (int)length, rest);
		rest += length;
		while (*rest == ' ')
			rest++;
		first = false;
	}
	agx_text_release(&label);
}

void trace_format_text(const struct trace *trace, unsigned width, struct agx_text *out)
{
	unsigned column;

	AGX_ASSERT(trace->thread_count > 0);
	if (width == 0)
		width = 100;
	column = (width - 5) / (unsigned)trace->thread_count;
	if (column < 24)
		column = 24;
	agx_text_puts(out, "     ");
	for (size_t i = 0; i < trace->thread_count; i++)
		agx_text_printf(out, "%-*s", i + 1 == trace->thread_count ? 0 : (int)column,
				trace->threads[i]);
	agx_text_puts(out, "\n");
	for (size_t i = 0; i < trace->count; i++) {
		AGX_ASSERT(trace->steps[i].thread < trace->thread_count);
		write_step(trace, i, column, out);
	}
	if (trace->ending != NULL)
		agx_text_printf(out, "     => %s\n", trace->ending);
}

static int set_string(json_t *object, const char *key, const char *value)
{
	return value == NULL ? 0 : json_object_set_new(object, key, json_string(value));
}

static json_t *step_json(const struct trace_step *step, size_t number)
{
	json_t *object = json_pack("{s:I, s:I, s:s}", "step", (json_int_t)number, "thread",
				   (json_int_t)step->thread, "operation", step->operation);
	int failed = 0;

	if (object == NULL)
		return NULL;
	failed |= set_string(object, "object", step->object);
	failed |= set_string(object, "state", step->state);
	failed |= set_string(object, "note", step->note);
	failed |= set_string(object, "file", step->file);
	if (step->line != 0)
		failed |= json_object_set_new(object, "line", json_integer(step->line));
	if (step->time_ns != 0)
		failed |= json_object_set_new(object, "time_ns",
					      json_integer((json_int_t)step->time_ns));
	if (failed) {
		json_decref(object);
		return NULL;
	}
	return object;
}

json_t *trace_format_json(const struct trace *trace)
{
	json_t *threads = json_array();
	json_t *steps = json_array();
	json_t *document = json_pack("{s:s, s:o, s:o}", "schema", "agxrace/trace/1", "threads",
				     threads, "steps", steps);
	int failed = document == NULL;

	for (size_t i = 0; !failed && i < trace->thread_count; i++)
		failed |= json_array_append_new(threads, json_string(trace->threads[i]));
	for (size_t i = 0; !failed && i < trace->count; i++)
		failed |= json_array_append_new(steps, step_json(&trace->steps[i], i + 1));
	if (!failed)
		failed |= set_string(document, "ending", trace->ending);
	if (failed) {
		json_decref(document);
		return NULL;
	}
	return document;
}

static json_t *perfetto_step(const struct trace *trace, size_t index)
{
	const struct trace_step *step = &trace->steps[index];
	bool clocked = trace->steps[trace->count - 1].time_ns != 0;
	double start_us = clocked ? (double)step->time_ns / 1000.0 : (double)index;
	double length_us = 1.0;

	if (clocked && index + 1 < trace->count)
		length_us = (double)(trace->steps[index + 1].time_ns - step->time_ns) / 1000.0;
	return json_pack("{s:s, s:s, s:i, s:i, s:f, s:f, s:{s:s, s:s, s:s}}", "name", step->operation,
			 "ph", "X", "pid", 1, "tid", (int)step->thread + 1, "ts", start_us, "dur",
			 length_us, "args", "object", step->object ? step->object : "", "state",
			 step->state ? step->state : "", "note", step->note ? step->note : "");
}

json_t *trace_format_perfetto(const struct trace *trace)
{
	json_t *events = json_array();
	json_t *document = json_pack("{s:o}", "traceEvents", events);
	int failed = document == NULL;

	for (size_t i = 0; !failed && i < trace->thread_count; i++)
		failed |= json_array_append_new(
			events, json_pack("{s:s, s:s, s:i, s:i, s:{s:s}}", "name", "thread_name", "ph",
					  "M", "pid", 1, "tid", (int)i + 1, "args", "name",
					  trace->threads[i]));
	for (size_t i = 0; !failed && i < trace->count; i++)
		failed |= json_array_append_new(events, perfetto_step(trace, i));
	if (failed) {
		json_decref(document);
		return NULL;
	}
	return document;
}
