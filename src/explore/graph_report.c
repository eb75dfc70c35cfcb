// SPDX-License-Identifier: MIT
#include "explore/graph_report.h"

#include "explore/graph_events.h"
#include "explore/replay_text.h"

static unsigned one_up(event_id id)
{
	return id == EVENT_NONE ? 0 : id + 1u;
}

static void put_read(struct replay_text *text, const struct record *record)
{
	if (record->flags & RECORD_WAITING) {
		replay_put_field(text, 'q', one_up(record->base));
		return;
	}
	replay_put_field(text, 'r', one_up(record->source));
	if (record->flags & RECORD_WAITED)
		replay_put_field(text, 'b', one_up(record->base));
}

static void put_event(struct replay_text *text, const struct record *record)
{
	switch ((enum event_kind)record->kind) {
	case EVENT_READ:
		put_read(text, record);
		return;
	case EVENT_WRITE:
		replay_put_field(text, 'w', record->position);
		if (record->alternative != 0)
			replay_put_field(text, 'a', record->alternative);
		return;
	case EVENT_FENCE:
		replay_put_char(text, 'f');
		return;
	case EVENT_CREATE:
		replay_put_field(text, 'c', record->source);
		return;
	case EVENT_JOIN:
		replay_put_field(text, 'j', record->source + 1u);
		return;
	case EVENT_EXIT:
		replay_put_char(text, 'e');
		return;
	case EVENT_CHOICE:
		replay_put_field(text, 'h', record->alternative);
		return;
	case EVENT_BLOCK:
		replay_put_char(text, 'b');
		return;
	}
}

size_t graph_report_replay(char *bytes, size_t size)
{
	struct replay_text text = {bytes, size, 0};
	unsigned last_thread = THREADS_MAX;

	if (size > 0)
		bytes[0] = 0;
	replay_put_char(&text, graph.in_order ? 'o' : 'g');
	for (unsigned id = 0; id < graph.count; id++) {
		const struct record *record = &graph.records[id];

		if (record->thread != last_thread) {
			replay_put_field(&text, ',', record->thread);
			replay_put_char(&text, ':');
		} else {
			replay_put_char(&text, '.');
		}
		last_thread = record->thread;
		put_event(&text, record);
		if (record->flags & RECORD_PAUSES)
			replay_put_char(&text, 'p');
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

	graph.in_order = take_char(&text, 'o');
	if (!graph.in_order && !take_char(&text, 'g'))
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
			if (take_char(&text, 'p'))
				record->flags |= RECORD_PAUSES;
			count++;
		} while (take_char(&text, '.'));
	}
	if (*text != 0 || !records_fit(count))
		return wrong;
	graph_adopt(count);
	return NULL;
}
