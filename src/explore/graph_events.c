// SPDX-License-Identifier: MIT
#include "explore/graph_events.h"

#include "base/assert.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = 8, TABLE_MIN = 64 };

struct execution_graph graph;

static bool reserve_threads(unsigned events_max)
{
	for (unsigned t = 0; t < THREADS_MAX; t++) {
		event_id *events = realloc(graph.threads[t].events,
					   events_max * sizeof *events);

		if (!events)
			return false;
		graph.threads[t].events = events;
	}
	return true;
}

bool graph_reserve(unsigned events_max)
{
	AGX_ASSERT(events_max > 0);
	AGX_ASSERT(events_max <= GRAPH_EVENTS_MAX);
	free(graph.records);
	free(graph.events);
	free(graph.hb);
	free(graph.porf);
	free(graph.released);
	free(graph.happened);
	graph.records = calloc(events_max, sizeof *graph.records);
	graph.events = calloc(events_max, sizeof *graph.events);
	graph.hb = calloc(events_max, sizeof *graph.hb);
	graph.porf = calloc(events_max, sizeof *graph.porf);
	graph.released = calloc(events_max, sizeof *graph.released);
	graph.happened = calloc(events_max, sizeof *graph.happened);
	graph.events_max = events_max;
	graph.count = 0;
	graph.whole = 0;
	graph.same = 0;
	graph.lanes = THREADS_MAX;
	graph.top = THREADS_MAX;
	return graph.records && graph.events && graph.hb && graph.porf && graph.released &&
	       graph.happened && reserve_threads(events_max);
}

static void rewind_thread(struct graph_thread *thread)
{
	thread->status = THREAD_RUNS;
	thread->must_write = false;
	thread->told = true;
	thread->behind = false;
	thread->done = 0;
	thread->ended_told = 0;
	thread->pending = NULL;
	memset(&thread->hb, 0, sizeof thread->hb);
	memset(&thread->porf, 0, sizeof thread->porf);
	memset(&thread->acquired, 0, sizeof thread->acquired);
	memset(&thread->fenced, 0, sizeof thread->fenced);
}

void graph_rewind(void)
{
	for (unsigned t = 0; t < graph.lanes; t++)
		rewind_thread(&graph.threads[t]);
	if (graph.lanes == 0)
		graph.lanes = LANES;
	memset(graph.first_fence, 0xff, sizeof graph.first_fence);
	if (graph.location_table)
		memset(graph.location_table, 0,
		       graph.location_table_size * sizeof *graph.location_table);
	graph.whole = 0;
	graph.location_count = 0;
	graph.happened_count = 0;
	graph.parked = 0;
	graph.ended = 0;
	graph.writers = 0;
	graph.seq_cst = 0;
	graph.seq_cst_location = LOCATIONS_MAX;
	graph.unsettled = EVENT_NONE;
}

void graph_adopt(unsigned count)
{
	AGX_ASSERT(count <= graph.events_max);
	for (unsigned t = 0; t < graph.lanes; t++) { /* the others are so already */
		graph.threads[t].length = 0;
		graph.threads[t].created_by = EVENT_NONE;
	}
	graph.lanes = LANES;
	graph.top = 1;
	for (unsigned id = 0; id < count; id++) {
		const struct record *record = &graph.records[id];
		struct graph_thread *thread = &graph.threads[record->thread];

		graph_count_thread(record->thread);
		graph.events[id].index = thread->length;
		thread->events[thread->length++] = (event_id)id;
		if (record->kind == EVENT_CREATE) {
			graph.threads[record->source].created_by = (event_id)id;
			graph_count_thread(record->source);
		}
	}
	graph.count = count;
	graph.left = count;
}

void graph_leave(bool fully)
{
	/* Lanes behind the first are cleared when they begin to be counted. */
	graph.whole = fully && !graph.afresh && graph.left == 0 && graph.lanes == LANES ? graph.count : 0;
}

static bool is_same(const struct record *a, const struct record *b)
{
	return memcmp(a, b, offsetof(struct record, position)) == 0 && a->signature == b->signature;
}

unsigned graph_find_same(const struct record *records, unsigned count)
{
	unsigned same = 0;
	unsigned needed = 0; /* so many for all that were read from or joined */

	if (count > graph.whole)
		count = graph.whole;
	for (unsigned id = 0; id < count && is_same(&records[id], &graph.records[id]); id++) {
		const struct record *record = &records[id];
		bool refers = record->kind == EVENT_READ || record->kind == EVENT_JOIN;

		if (refers && record->source != EVENT_NONE && record->source >= needed)
			needed = record->source + 1u;
		if (needed <= id + 1)
			same = id + 1;
	}
	return same;
}

void graph_count_thread(unsigned thread)
{
	if (thread < graph.top)
		return;
	AGX_ASSERT(thread < THREADS_MAX);
	graph.top = thread + 1;
	while (thread >= graph.lanes) {
		for (unsigned t = graph.lanes; t < graph.lanes + LANES; t++) {
			rewind_thread(&graph.threads[t]);
			for (unsigned id = 0; id < graph.count; id++) {
				graph.hb[id].of[t] = 0;
				graph.porf[id].of[t] = 0;
				graph.released[id].of[t] = 0;
			}
		}
		graph.lanes += LANES;
	}
}

event_id graph_append(unsigned thread, enum event_kind kind, const struct operation *op)
{
	struct graph_thread *owner = &graph.threads[thread];
	event_id id = (event_id)graph.count;

	if (graph.count >= graph.events_max)
		runtime_end(OUTCOME_BOUND);
	AGX_ASSERT(owner->done == owner->length);
	graph.count++;
	graph.records[id] = (struct record) {.thread = (uint8_t)thread,
					     .kind = (uint8_t)kind,
					     .source = EVENT_NONE,
					     .base = EVENT_NONE};
	graph.events[id].op = *op;
	graph.events[id].index = owner->length;
	graph.events[id].order = op->order;
	graph.events[id].exclusive = false;
	graph.events[id].first_reader = EVENT_NONE;
	owner->events[owner->length++] = id;
	owner->done++;
	return id;
}

void graph_drop_newest(event_id id)
{
	struct graph_thread *owner = &graph.threads[graph.records[id].thread];

	AGX_ASSERT((unsigned)id + 1 == graph.count);
	AGX_ASSERT(owner->length > 0);
	AGX_ASSERT(owner->events[owner->length - 1] == id);
	owner->length--;
	owner->done--;
	graph.count--;
}

/* Locations are found by address; a virtual and a real one may share it. */
static unsigned slot_of(uintptr_t address, bool virtual, unsigned size)
{
	uint64_t mixed = ((uint64_t)address * 2 + virtual) * UINT64_C(0x9e3779b97f4a7c15);

	return (unsigned)(mixed >> 40) & (size - 1);
}

static void table_enter(unsigned number)
{
	const struct location *location = &graph.locations[number];
	unsigned mask = graph.location_table_size - 1;
	unsigned i = slot_of(location->address, location->virtual,
			     graph.location_table_size);

	while (graph.location_table[i] != 0)
		i = (i + 1) & mask;
	graph.location_table[i] = (uint16_t)(number + 1);
}

static void table_grow(void)
{
	unsigned size =
		graph.location_table_size ? graph.location_table_size * 2 : TABLE_MIN;

	free(graph.location_table);
	graph.location_table = calloc(size, sizeof *graph.location_table);
	AGX_ASSERT(graph.location_table != NULL);
	graph.location_table_size = size;
	for (unsigned i = 0; i < graph.location_count; i++)
		table_enter(i);
}

static uint16_t location_new(const struct operation *op)
{
	struct value initial = {0};
	struct location *location;

	if (!op->virtual)
		initial = memory_read(op->address, op->size); /* first: it may crash */
	if (graph.location_count == LOCATIONS_MAX)
		runtime_end(OUTCOME_BOUND);
	if (graph.location_count == graph.location_capacity) {
		unsigned capacity = graph.location_capacity * 2 + 16;
		struct location *grown =
			realloc(graph.locations, capacity * sizeof *grown);

		AGX_ASSERT(grown != NULL);
		memset(grown + graph.location_capacity, 0,
		       (capacity - graph.location_capacity) * sizeof *grown);
		graph.locations = grown;
		graph.location_capacity = capacity;
	}
	location = &graph.locations[graph.location_count++];
	location->address = op->address;
	location->size = op->size;
	location->virtual = op->virtual;
	location->initial = initial;
	location->count = 0;
	location->memory_position = 0;
	location->first_reader = EVENT_NONE;
	memset(location->last, 0xff, sizeof location->last);
	if (graph.location_count * 2 > graph.location_table_size)
		table_grow();
	else
		table_enter(graph.location_count - 1);
	return (uint16_t)(graph.location_count - 1);
}

uint16_t graph_location(const struct operation *op)
{
	unsigned mask = graph.location_table_size - 1;

	if (graph.location_table_size == 0)
		return location_new(op);
	for (unsigned i = slot_of(op->address, op->virtual, graph.location_table_size);
	     graph.location_table[i] != 0; i = (i + 1) & mask) {
		unsigned number = graph.location_table[i] - 1u;
		const struct location *location = &graph.locations[number];

		if (location->address != op->address || location->virtual != op->virtual)
			continue;
		if (location->size != op->size)
			runtime_unsupported("atomic accesses of different sizes to one location", op->pc);
		return (uint16_t)number;
	}
	return location_new(op);
}

void graph_access_link(event_id id)
{
	struct event *event = &graph.events[id];
	event_id *last =
		&graph.locations[event->location].last[graph.records[id].thread];

	AGX_ASSERT(*last == EVENT_NONE || graph.events[*last].index < event->index);
	event->previous_here = *last;
	*last = id;
}

void graph_access_unlink(event_id id)
{
	struct event *event = &graph.events[id];
	event_id *last =
		&graph.locations[event->location].last[graph.records[id].thread];

	AGX_ASSERT(*last == id);
	*last = event->previous_here;
}

static event_id *readers_of_source(event_id read)
{
	const struct record *record = &graph.records[read];
	event_id source =
		record->flags & RECORD_WAITED ? record->base : record->source;

	if (source == EVENT_NONE)
		return &graph.locations[graph.events[read].location].first_reader;
	return &graph.events[source].first_reader;
}

void graph_reader_link(event_id read)
{
	event_id *head = readers_of_source(read);

	AGX_ASSERT(*head != read);
	graph.events[read].next_reader = *head;
	*head = read;
}

void graph_reader_unlink(event_id read)
{
	event_id *link = readers_of_source(read);

	while (*link != read) {
		AGX_ASSERT(*link != EVENT_NONE);
		link = &graph.events[*link].next_reader;
	}
	*link = graph.events[read].next_reader;
}

bool graph_order_is_whole(void)
{
	for (unsigned i = 0; i < graph.location_count; i++) {
		const struct location *location = &graph.locations[i];

		for (unsigned p = 0; p < location->count; p++) {
			if (location->writes[p] == EVENT_NONE)
				return false;
		}
	}
	return true;
}

static void order_reserve(struct location *location, unsigned count)
{
	AGX_ASSERT(count <= GRAPH_EVENTS_MAX);
	if (count <= location->capacity)
		return;
	location->capacity = count + count / 2 + 8;
	location->writes =
		realloc(location->writes, location->capacity * sizeof *location->writes);
	AGX_ASSERT(location->writes != NULL);
}

void graph_order_insert(event_id write, unsigned position)
{
	struct location *location = &graph.locations[graph.events[write].location];

	AGX_ASSERT(position >= 1);
	AGX_ASSERT(position <= location->count + 1u);
	order_reserve(location, location->count + 1u);
	for (unsigned p = location->count; p >= position; p--) {
		event_id moved = location->writes[p - 1];

		location->writes[p] = moved;
		graph.records[moved].position = (uint16_t)(p + 1);
	}
	location->writes[position - 1] = write;
	location->count++;
	graph.records[write].position = (uint16_t)position;
	if (location->memory_position >= position)
		location->memory_position++;
}

void graph_order_remove(event_id write)
{
	struct location *location = &graph.locations[graph.events[write].location];
	unsigned position = graph.records[write].position;

	AGX_ASSERT(graph_write_at(location, position) == write);
	location->count--;
	for (unsigned p = position; p <= location->count; p++) {
		event_id moved = location->writes[p];

		location->writes[p - 1] = moved;
		graph.records[moved].position = (uint16_t)p;
	}
	if (location->memory_position > position)
		location->memory_position--;
}

void graph_order_place(event_id write)
{
	struct location *location = &graph.locations[graph.events[write].location];
	unsigned position = graph.records[write].position;

	AGX_ASSERT(position >= 1);
	order_reserve(location, position);
	while (location->count < position)
		location->writes[location->count++] = EVENT_NONE;
	if (location->writes[position - 1] != EVENT_NONE)
		runtime_end(OUTCOME_NONDETERMINISM);
	location->writes[position - 1] = write;
}
