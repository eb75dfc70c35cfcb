// SPDX-License-Identifier: MIT
#include "explore/graph_report.h"

#include "base/assert.h"
#include "explore/graph_events.h"

#include <stdlib.h>

struct progress {
	uint16_t position; /* of the newest write that has happened */
	int step;          /* it; -1: none */
};

/* The event that stands for WRITE among the steps: the read of its update. */
static event_id step_event(event_id write)
{
	const struct event *event = &graph.events[write];

	if (!event->exclusive)
		return write;
	return graph.threads[graph.records[write].thread].events[event->index - 1];
}

/* The write of the update that READ belongs to, if it has happened. */
static event_id write_of(event_id read)
{
	const struct event *event = &graph.events[read];
	const struct graph_thread *thread = &graph.threads[graph.records[read].thread];

	if (!event->exclusive || event->index + 1 >= thread->done)
		return EVENT_NONE;
	return thread->events[event->index + 1];
}

static void note_write(struct progress *progress, event_id write, int step)
{
	struct progress *here = &progress[graph.events[write].location];

	if (graph.records[write].position > here->position)
		*here = (struct progress) {graph.records[write].position, step};
}

static void fill_step(struct engine_step *ret_step, event_id id, int step,
		      struct progress *progress, const int *steps_of)
{
	const struct event *event = &graph.events[id];
	const struct record *record = &graph.records[id];
	event_id write = record->kind == EVENT_WRITE ? id : EVENT_NONE;

	*ret_step = (struct engine_step) {
		.thread = record->thread, .op = event->op, .reads_from = -1, .newest = -1};
	ret_step->op.alternative = record->alternative;
	if (record->kind == EVENT_READ) {
		ret_step->newest = progress[event->location].step;
		ret_step->waiting = (record->flags & RECORD_WAITING) != 0;
		write = write_of(id);
		if (write != EVENT_NONE)
			ret_step->op.alternative = graph.records[write].alternative;
		if (!ret_step->waiting)
			ret_step->op.result = graph_value(
				&graph.locations[event->location], record->source);
		if (!ret_step->waiting && record->source != EVENT_NONE)
			ret_step->reads_from = steps_of[step_event(record->source)];
	} else if (record->kind == EVENT_CHOICE) {
		ret_step->op.result = (struct value) {record->alternative, 0};
	} else if (record->kind == EVENT_WRITE) {
		ret_step->op.operand = event->value;
	}
	if (write != EVENT_NONE)
		note_write(progress, write, step);
}

static unsigned append_waiting(struct engine_step *steps, unsigned count, size_t max,
			       struct progress *progress, const int *steps_of)
{
	for (unsigned t = 0; t < graph.lanes; t++) {
		const struct graph_thread *thread = &graph.threads[t];
		event_id last;

		if (thread->done == 0 || count >= max)
			continue;
		last = thread->events[thread->done - 1];
		if (graph.records[last].flags & RECORD_WAITING) {
			fill_step(&steps[count], last, (int)count, progress, steps_of);
			count++;
		}
	}
	return count;
}

size_t graph_report_steps(struct engine_step *steps, size_t max)
{
	struct progress *progress = calloc(graph.location_count + 1u, sizeof *progress);
	int *steps_of = calloc(graph.count + 1u, sizeof *steps_of);
	unsigned count = 0;

	if (progress && steps_of) {
		for (unsigned i = 0; i < graph.location_count; i++)
			progress[i].step = -1;
		for (unsigned id = 0; id < graph.count; id++)
			steps_of[id] = -1;
		while (count < graph.happened_count && count < max) {
			event_id id = graph.happened[count];

			steps_of[id] = (int)count;
			fill_step(&steps[count], id, (int)count, progress, steps_of);
			count++;
		}
		count = append_waiting(steps, count, max, progress, steps_of);
	}
	free(progress);
	free(steps_of);
	return count;
}

struct text {
	char *bytes;
	size_t size;
	size_t length; /* what it would be with enough room */
};

static void put_char(struct text *text, char c)
{
	if (text->length + 1 < text->size) {
		text->bytes[text->length] = c;
		text->bytes[text->length + 1] = 0;
	}
	text->length++;
}

static void put_number(struct text *text, unsigned number)
{
	if (number >= 10)
		put_number(text, number / 10);
	put_char(text, (char)('0' + number % 10));
}

static void put_field(struct text *text, char letter, unsigned number)
{
	put_char(text, letter);
	put_number(text, number);
}

static unsigned one_up(event_id id)
{
	return id == EVENT_NONE ? 0 : id + 1u;
}

static void put_read(struct text *text, const struct record *record)
{
	if (record->flags & RECORD_WAITING) {
		put_field(text, 'q', one_up(record->base));
		return;
	}
	put_field(text, 'r', one_up(record->source));
	if (record->flags & RECORD_WAITED)
		put_field(text, 'b', one_up(record->base));
}

static void put_event(struct text *text, const struct record *record)
{
	switch ((enum event_kind)record->kind) {
	case EVENT_READ:
		put_read(text, record);
		return;
	case EVENT_WRITE:
		put_field(text, 'w', record->position);
		if (record->alternative != 0)
			put_field(text, 'a', record->alternative);
		return;
	case EVENT_FENCE:
		put_char(text, 'f');
		return;
	case EVENT_CREATE:
		put_field(text, 'c', record->source);
		return;
	case EVENT_JOIN:
		put_field(text, 'j', record->source + 1u);
		return;
	case EVENT_EXIT:
		put_char(text, 'e');
		return;
	case EVENT_CHOICE:
		put_field(text, 'h', record->alternative);
		return;
	case EVENT_BLOCK:
		put_char(text, 'b');
		return;
	}
}

size_t graph_report_replay(char *bytes, size_t size)
{
	struct text text = {bytes, size, 0};
	unsigned last_thread = THREADS_MAX;

	if (size > 0)
		bytes[0] = 0;
	put_char(&text, 'g');
	for (unsigned id = 0; id < graph.count; id++) {
		const struct record *record = &graph.records[id];

		if (record->thread != last_thread) {
			put_field(&text, ',', record->thread);
			put_char(&text, ':');
		} else {
			put_char(&text, '.');
		}
		last_thread = record->thread;
		put_event(&text, record);
	}
	return text.length;
}

static bool take_char(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

static bool take_number(const char **at, unsigned max, unsigned *ret_number)
{
	unsigned number = 0;

	if (**at < '0' || **at > '9')
		return false;
	while (**at >= '0' && **at <= '9') {
		number = number * 10 + (unsigned)(**at - '0');
		if (number > max)
			return false;
		(*at)++;
	}
	*ret_number = number;
	return true;
}

/* A number one above that of an event; 0: none. */
static bool take_event(const char **at, event_id *ret_id)
{
	unsigned number;

	if (!take_number(at, graph.events_max, &number))
		return false;
	*ret_id = number == 0 ? EVENT_NONE : (event_id)(number - 1);
	return true;
}

static bool take_read(const char **at, struct record *record)
{
	if (!take_event(at, &record->source))
		return false;
	if (!take_char(at, 'b'))
		return true;
	record->flags = RECORD_WAITED;
	return take_event(at, &record->base);
}

static bool take_write(const char **at, struct record *record)
{
	unsigned number;

	if (!take_number(at, graph.events_max, &number) || number == 0)
		return false;
	record->position = (uint16_t)number;
	if (!take_char(at, 'a'))
		return true;
	if (!take_number(at, UINT8_MAX, &number))
		return false;
	record->alternative = (uint8_t)number;
	return true;
}

static bool take_numbered(const char **at, struct record *record)
{
	unsigned max = record->kind == EVENT_CREATE ? THREADS_MAX - 1u : UINT8_MAX;
	unsigned number;

	if (record->kind == EVENT_JOIN)
		return take_event(at, &record->source);
	if (!take_number(at, max, &number))
		return false;
	if (record->kind == EVENT_CREATE)
		record->source = (event_id)number;
	else
		record->alternative = (uint8_t)number;
	return true;
}

static bool take_record(const char **at, struct record *record)
{
	static const char letters[] = "rqwfcjehb";
	static const uint8_t kinds[] = {EVENT_READ,   EVENT_READ, EVENT_WRITE,
					EVENT_FENCE,  EVENT_CREATE, EVENT_JOIN,
					EVENT_EXIT,   EVENT_CHOICE, EVENT_BLOCK};
	unsigned i = 0;

	while (letters[i] != 0 && letters[i] != **at)
		i++;
	if (letters[i] == 0)
		return false;
	(*at)++;
	record->kind = kinds[i];
	switch (letters[i]) {
	case 'r':
		return take_read(at, record);
	case 'q':
		record->flags = RECORD_WAITING | RECORD_WAITED;
		return take_event(at, &record->base);
	case 'w':
		return take_write(at, record);
	case 'c':
	case 'j':
	case 'h':
		return take_numbered(at, record);
	default:
		return true;
	}
}

static bool is_kind(event_id id, unsigned count, enum event_kind kind)
{
	return id < count && graph.records[id].kind == kind;
}

/* Do RECORDS refer to what they may, and does nothing follow the last event of a thread? What depends on locations is
 * found out when the graph is repeated. */
static bool records_fit(unsigned count)
{
	bool ended[THREADS_MAX] = {false};

	for (unsigned id = 0; id < count; id++) {
		const struct record *record = &graph.records[id];
		bool fits = !ended[record->thread];

		if (record->kind == EVENT_READ)
			fits = fits && (record->source == EVENT_NONE ||
					is_kind(record->source, count, EVENT_WRITE));
		if (record->flags & RECORD_WAITED)
			fits = fits && (record->base == EVENT_NONE ||
					is_kind(record->base, count, EVENT_WRITE));
		if (record->kind == EVENT_JOIN)
			fits = fits && is_kind(record->source, count, EVENT_EXIT);
		if (!fits)
			return false;
		ended[record->thread] = record->kind == EVENT_EXIT ||
					record->kind == EVENT_BLOCK ||
					(record->flags & RECORD_WAITING) != 0;
	}
	return true;
}

const char *graph_report_parse(const char *text)
{
	static const char wrong[] = "not a replay string of the graph engine";
	unsigned count = 0;

	if (!take_char(&text, 'g'))
		return wrong;
	while (take_char(&text, ',')) {
		unsigned thread;

		if (!take_number(&text, THREADS_MAX - 1, &thread) ||
		    !take_char(&text, ':'))
			return wrong;
		do {
			struct record *record = &graph.records[count];

			if (count == graph.events_max)
				return "the replay string has too many events";
			*record = (struct record) {.thread = (uint8_t)thread,
						   .source = EVENT_NONE,
						   .base = EVENT_NONE};
			if (!take_record(&text, record))
				return wrong;
			count++;
		} while (take_char(&text, '.'));
	}
	if (*text != 0 || !records_fit(count))
		return wrong;
	graph_adopt(count);
	return NULL;
}
