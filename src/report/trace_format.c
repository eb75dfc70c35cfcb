/* SPDX-License-Identifier: MIT */
#include "report/trace_format.h"

#include "base/assert.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_COLUMNS = 5, TEXT_COLUMNS_MIN = 48, LANE_COLUMNS_MAX = 26, LANE_COLUMNS_MIN = 3, LABEL_BYTES = 16 };

/* A lane for each thread: where its steps begin. Each line has one step, which may run on over the lanes to the right. */
struct lanes {
	const struct trace *trace;
	unsigned width;
	unsigned columns; /* of a lane */
	bool colour;
};

static const char *const thread_colours[] = {"\x1b[36m", "\x1b[33m", "\x1b[35m", "\x1b[32m", "\x1b[34m"};
enum { COLOUR_COUNT = sizeof thread_colours / sizeof *thread_colours };

static void put_colour(const struct lanes *lanes, const char *code, struct agx_text *out)
{
	if (lanes->colour)
		agx_text_puts(out, code);
}

static void put_thread_colour(const struct lanes *lanes, size_t thread, struct agx_text *out)
{
	put_colour(lanes, thread_colours[thread % COLOUR_COUNT], out);
}

static void put_plain(const struct lanes *lanes, struct agx_text *out)
{
	put_colour(lanes, "\x1b[0m", out);
}

/* The lanes left of THREAD's, whose text follows. */
static void put_lanes(const struct lanes *lanes, size_t thread, struct agx_text *out)
{
	for (size_t i = 0; i < thread; i++) {
		put_thread_colour(lanes, i, out);
		agx_text_puts(out, "|");
		put_plain(lanes, out);
		agx_text_printf(out, "%*s", (int)lanes->columns - 1, "");
	}
}

/* In one line if they fit, else a line for each. */
static void put_names(const struct lanes *lanes, struct agx_text *out)
{
	const struct trace *trace = lanes->trace;
	bool fit = true;

	for (size_t i = 0; i + 1 < trace->thread_count; i++)
		fit = fit && strlen(trace->threads[i]) < lanes->columns;
	for (size_t i = 0; i < trace->thread_count; i++) {
		bool last = i + 1 == trace->thread_count;

		if (i == 0 || !fit)
			agx_text_printf(out, "%*s", NUMBER_COLUMNS, "");
		if (!fit)
			put_lanes(lanes, i, out);
		put_thread_colour(lanes, i, out);
		agx_text_printf(out, "%-*s", last || !fit ? 0 : (int)lanes->columns, trace->threads[i]);
		put_plain(lanes, out);
		agx_text_puts(out, last || !fit ? "\n" : "");
	}
}

static void step_label(const struct trace_step *step, struct agx_text *out)
{
	agx_text_puts(out, step->operation);
	if (step->object != NULL)
		agx_text_printf(out, " %s", step->object);
	if (step->note != NULL)
		agx_text_printf(out, "%s%s", step->note[0] == '(' ? " " : ": ", step->note);
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

/* TEXT beside LABEL, in as many lines as it needs, in the lane of THREAD. */
static void put_lines(const struct lanes *lanes, size_t thread, const char *label, const char *text,
		      struct agx_text *out)
{
	unsigned used = NUMBER_COLUMNS + (unsigned)thread * lanes->columns;
	unsigned room = lanes->width > used + TEXT_COLUMNS_MIN / 2 ? lanes->width - used : TEXT_COLUMNS_MIN / 2;

	while (*text != '\0') {
		size_t length = line_break(text, room);

		agx_text_printf(out, "%4s ", label);
		put_lanes(lanes, thread, out);
		put_thread_colour(lanes, thread, out);
		agx_text_printf(out, "%.*s", (int)length, text);
		put_plain(lanes, out);
		agx_text_puts(out, "\n");
		text += length;
		while (*text == ' ')
			text++;
		label = "";
	}
}

/* Steps that do not lead to the end, from INDEX on, in one line: returns how many. */
static size_t put_aside(const struct lanes *lanes, size_t index, struct agx_text *out)
{
	const struct trace *trace = lanes->trace;
	size_t count = 0;

	while (index + count < trace->count && trace->steps[index + count].aside)
		count++;
	if (count > 0)
		agx_text_printf(out, "     ... %zu step%s of other threads that nothing below depends on\n", count,
				count == 1 ? "" : "s");
	return count;
}

static void put_step(const struct lanes *lanes, size_t index, size_t step_number, struct agx_text *out)
{
	const struct trace_step *step = &lanes->trace->steps[index];
	struct agx_text text = {0};
	char number[LABEL_BYTES] = "*";

	AGX_ASSERT(step->thread < lanes->trace->thread_count);
	if (!step->unnumbered)
		snprintf(number, sizeof number, "%zu", step_number);
	step_label(step, &text);
	put_lines(lanes, step->thread, number, agx_text_string(&text), out);
	agx_text_release(&text);
}

/* Wide enough for names if there is room, and at least TEXT_COLUMNS_MIN left for the last one. */
static unsigned lane_columns(const struct trace *trace, unsigned width)
{
	size_t others = trace->thread_count - 1;
	unsigned room = width > NUMBER_COLUMNS + TEXT_COLUMNS_MIN ? width - NUMBER_COLUMNS - TEXT_COLUMNS_MIN : 0;
	unsigned columns = others > 0 ? room / (unsigned)others : LANE_COLUMNS_MAX;

	if (columns > LANE_COLUMNS_MAX)
		return LANE_COLUMNS_MAX;
	return columns < LANE_COLUMNS_MIN ? LANE_COLUMNS_MIN : columns;
}

void trace_format_text(const struct trace *trace, unsigned width, bool colour, struct agx_text *out)
{
	struct lanes lanes = {.trace = trace, .width = width != 0 ? width : 100, .colour = colour};
	size_t number = 0;
	size_t i = 0;

	AGX_ASSERT(trace->thread_count > 0);
	lanes.columns = lane_columns(trace, lanes.width);
	put_names(&lanes, out);
	while (i < trace->count) {
		size_t aside = put_aside(&lanes, i, out);

		i += aside;
		number += aside;
		if (aside > 0)
			continue;
		number += !trace->steps[i].unnumbered;
		put_step(&lanes, i++, number, out);
	}
	if (trace->ending == NULL)
		return;
	put_colour(&lanes, "\x1b[1;31m", out);
	agx_text_printf(out, "     => %s", trace->ending);
	put_plain(&lanes, out);
	agx_text_puts(out, "\n");
}

static int set_string(json_t *object, const char *key, const char *value)
{
	return value == NULL ? 0 : json_object_set_new(object, key, json_string(value));
}

static json_t *step_json(const struct trace_step *step, size_t number)
{
	json_t *object = json_pack("{s:I, s:s}", "thread", (json_int_t)step->thread, "operation", step->operation);
	int failed = 0;

	if (object == NULL)
		return NULL;
	if (!step->unnumbered)
		failed |= json_object_set_new(object, "step", json_integer((json_int_t)number));
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
	for (size_t i = 0, number = 0; !failed && i < trace->count; i++) {
		number += !trace->steps[i].unnumbered;
		failed |= json_array_append_new(steps, step_json(&trace->steps[i], number));
	}
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
