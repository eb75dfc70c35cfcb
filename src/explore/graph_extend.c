// SPDX-License-Identifier: MIT
#include "explore/graph_extend.h"

#include "base/assert.h"
#include "explore/graph_clock.h"
#include "explore/graph_consistency.h"
#include "explore/graph_revisit.h"
#include "explore/graph_wait.h"
#include "explore/graph_work.h"

static struct clock everything(void)
{
	struct clock all = {0};

	for (unsigned t = 0; t < graph.top; t++)
		all.of[t] = graph.threads[t].length;
	return all;
}

static bool consistent_with_all(event_id read, event_id write)
{
	const struct clock all = everything();
	const struct addition addition = {.kept = &all, .read = read, .write = write};

	return graph_consistent(&addition);
}

/* Is the write at POSITION that of an update (which has read the one before it)? */
static bool is_update_at(const struct location *location, unsigned position)
{
	return position <= location->count &&
	       graph.events[location->writes[position - 1]].exclusive;
}

static void note_seq_cst(event_id id)
{
	const struct event *event = &graph.events[id];
	uint8_t kind = graph.records[id].kind;

	graph.seq_cst++;
	if (kind != EVENT_READ && kind != EVENT_WRITE)
		graph.seq_cst_location = LOCATIONS_MAX + 1;
	else if (graph.seq_cst_location == LOCATIONS_MAX)
		graph.seq_cst_location = event->location;
	else if (graph.seq_cst_location != event->location)
		graph.seq_cst_location = LOCATIONS_MAX + 1;
	if (kind == EVENT_FENCE && event->order == ORDER_SEQ_CST &&
	    graph.first_fence[graph.records[id].thread] == UINT16_MAX)
		graph.first_fence[graph.records[id].thread] = event->index;
}

void graph_enter(event_id id)
{
	const struct event *event = &graph.events[id];

	if (event->op.order == ORDER_SEQ_CST || event->op.failure_order == ORDER_SEQ_CST)
		note_seq_cst(id);
	if (event->exclusive && graph.records[id].kind == EVENT_WRITE)
		return;
	if (graph.happened_count < graph.events_max)
		graph.happened[graph.happened_count++] = id;
}

void graph_happen(event_id id)
{
	graph_clock_advance(id);
	graph_enter(id);
}

void graph_to_memory(event_id id)
{
	struct location *location = &graph.locations[graph.events[id].location];

	AGX_ASSERT(graph.records[id].kind == EVENT_WRITE);
	if (graph.records[id].position <= location->memory_position)
		return;
	location->memory_position = graph.records[id].position;
	if (!location->virtual)
		memory_write(location->address, location->size, graph.events[id].value);
}

void graph_check_memory(const struct location *location, const void *pc)
{
	struct value held;
	struct value expected;

	if (location->virtual)
		return;
	held = memory_read(location->address, location->size);
	expected = graph_value(location,
			       graph_write_at(location, location->memory_position));
	if (held.low != expected.low || held.high != expected.high)
		runtime_unsupported("an atomic location that something without instrumentation has changed", pc);
}

/* WRITE, just added for trial, stands where another update's write must follow its read: only what it revisits counts,
 * for each of its values. */
static void revisit_only(event_id write, const struct operation *op, struct value value)
{
	unsigned alternatives = update_alternatives(op, value);

	for (unsigned i = 0; i < alternatives; i++) {
		graph.records[write].alternative = (uint8_t)i;
		graph.events[write].value = update_apply(op, value, i);
		graph_revisit(write, 0, EVENT_NONE);
	}
}

/* Add the write of READ's update, behind what READ reads. */
static event_id add_update_write(event_id read, const struct operation *op)
{
	unsigned position = graph_position(read) + 1;
	event_id write = graph_append(graph.records[read].thread, EVENT_WRITE, op);

	graph.events[read].exclusive = true;
	graph.events[write].exclusive = true;
	graph.events[write].location = graph.events[read].location;
	graph.events[write].order = op->order;
	graph_order_insert(write, position);
	graph_access_link(write);
	return write;
}

static void remove_update_write(event_id read, event_id write)
{
	graph_access_unlink(write);
	graph_order_remove(write);
	graph_drop_newest(write);
	graph.events[read].exclusive = false;
}

/* READ reads VALUE of a write that is not the newest and would write: can it? */
static bool try_update(event_id read, const struct operation *op, struct value value)
{
	struct graph_thread *thread = &graph.threads[graph.records[read].thread];
	struct {
		struct clock hb;
		struct clock porf;
		struct clock acquired;
	} before;
	const struct location *location = &graph.locations[graph.events[read].location];
	bool stolen = is_update_at(location, graph_position(read) + 1);
	bool good = false;
	event_id write;

	clock_copy(&before.hb, &thread->hb);
	clock_copy(&before.porf, &thread->porf);
	clock_copy(&before.acquired, &thread->acquired);
	graph_clock_advance(read);
	write = add_update_write(read, op);
	graph_clock_advance(write);
	if (!stolen)
		good = consistent_with_all(EVENT_NONE, write);
	if (!good)
		revisit_only(write, op, value);
	remove_update_write(read, write);
	clock_copy(&thread->hb, &before.hb);
	clock_copy(&thread->porf, &before.porf);
	clock_copy(&thread->acquired, &before.acquired);
	return good;
}

/* Let READ read the write at POSITION, which is not the newest, and push that if it is possible. */
static void try_source(event_id read, const struct operation *op, unsigned position)
{
	struct event *event = &graph.events[read];
	const struct location *location = &graph.locations[event->location];
	event_id source = graph_write_at(location, position);
	struct value value = graph_value(location, source);
	bool is_update = op->kind == OPERATION_UPDATE;
	bool good;

	if (is_update && !update_enabled(op, value))
		return;
	graph.records[read].source = source;
	event->order = read_order(op, value);
	graph_clock_of_read(read, source, event->order, &graph.hb[read]);
	graph_access_link(read);
	good = consistent_with_all(read, EVENT_NONE);
	if (good && is_update && update_writes(op, value))
		good = try_update(read, op, value);
	graph_access_unlink(read);
	if (good)
		graph_work_push_all();
	graph.records[read].source = EVENT_NONE;
}

static void read_newest(event_id read, const struct operation *op)
{
	struct event *event = &graph.events[read];
	struct record *record = &graph.records[read];
	const struct location *location = &graph.locations[event->location];
	event_id newest = graph_newest(location);
	struct value value = graph_value(location, newest);

	if (op->kind == OPERATION_UPDATE && !update_enabled(op, value)) {
		record->flags = RECORD_WAITING | RECORD_WAITED;
		record->base = newest;
		graph_clock_advance(read);
	} else {
		record->source = newest;
		event->order = read_order(op, value);
		graph_access_link(read);
		graph_happen(read);
	}
	graph_reader_link(read);
}

event_id graph_extend_read(const struct operation *op, uint16_t number,
			   uint32_t signature)
{
	unsigned self = runtime_self();
	const struct location *location = &graph.locations[number];
	event_id read = graph_append(self, EVENT_READ, op);
	unsigned bound;

	if (graph.threads[self].behind)
		graph_clock_catch_up(&graph.threads[self], graph.events[read].index);
	bound = coherence_bound(location, coherence_clock(&graph.threads[self]));
	graph_work_choice();
	graph.records[read].signature = signature;
	graph.events[read].location = number;
	graph.seq_cst++; /* while it is tried */
	for (unsigned p = bound; p < location->count; p++)
		try_source(read, op, p);
	graph.seq_cst--;
	read_newest(read, op);
	return read;
}

event_id graph_extend_update(const struct operation *op, event_id read,
			     uint32_t signature)
{
	const struct location *location = &graph.locations[graph.events[read].location];
	struct value value = graph_value(location, graph.records[read].source);
	unsigned alternatives = update_alternatives(op, value);
	bool stolen = is_update_at(location, graph_position(read) + 1);
	event_id write = add_update_write(read, op);
	event_id in_place = EVENT_NONE;

	graph_work_choice();
	graph.records[write].signature = signature;
	graph_happen(write);
	if (stolen || !consistent_with_all(EVENT_NONE, write)) {
		revisit_only(write, op, value);
		runtime_end(OUTCOME_REDUNDANT);
	}
	for (unsigned i = alternatives; i-- > 0;) {
		graph.records[write].alternative = (uint8_t)i;
		graph.events[write].value = update_apply(op, value, i);
		if (alternatives == 1)
			in_place = graph_wait_in_place(write);
		graph_revisit(write, 0, in_place);
		if (i > 0)
			graph_work_push_all();
	}
	if (in_place != EVENT_NONE)
		graph_wait_release(in_place, write);
	graph_to_memory(write);
	return write;
}

event_id graph_extend_write(const struct operation *op, uint16_t number,
			    uint32_t signature)
{
	unsigned self = runtime_self();
	event_id write = graph_append(self, EVENT_WRITE, op);

	graph.records[write].signature = signature;
	graph.events[write].location = number;
	graph.events[write].value = update_apply(op, (struct value) {0}, 0);
	graph_order_insert(write, graph.locations[number].count + 1u);
	graph_access_link(write);
	graph_happen(write);
	return write;
}

void graph_extend_written(event_id write)
{
	const struct location *location = &graph.locations[graph.events[write].location];
	unsigned self = graph.records[write].thread;
	unsigned last = location->count;
	struct clock before = {0};
	unsigned bound;
	event_id in_place;

	AGX_ASSERT(graph.records[write].position == last);
	graph_work_choice();
	clock_copy(&before, graph.model == MEMORY_SC ? &graph.porf[write]
						     : &graph.hb[write]);
	before.of[self]--;
	bound = coherence_bound(location, &before);
	for (unsigned p = bound + 1; p < last; p++) {
		graph_order_remove(write);
		graph_order_insert(write, p);
		if (!is_update_at(location, p + 1) &&
		    consistent_with_all(EVENT_NONE, write))
			graph_work_push_all();
	}
	if (graph.records[write].position != last) {
		graph_order_remove(write);
		graph_order_insert(write, last);
	}
	in_place = graph_wait_in_place(write);
	graph_revisit(write, bound, in_place);
	if (in_place != EVENT_NONE)
		graph_wait_release(in_place, write);
}

event_id graph_extend_choice(const struct operation *op, uint32_t signature)
{
	event_id choice = graph_append(runtime_self(), EVENT_CHOICE, op);
	uint64_t alternatives = op->operand.low;

	if (alternatives > UINT8_MAX)
		runtime_unsupported("a choice among more than 255", op->pc);
	graph_work_choice();
	graph.records[choice].signature = signature;
	graph_happen(choice);
	for (uint64_t i = 1; i < alternatives; i++) {
		graph.records[choice].alternative = (uint8_t)i;
		graph_work_push_all();
	}
	graph.records[choice].alternative = 0;
	return choice;
}

event_id graph_extend_other(const struct operation *op, enum event_kind kind,
			    uint32_t signature)
{
	unsigned self = runtime_self();
	event_id id = graph_append(self, kind, op);

	graph.records[id].signature = signature;
	if (kind == EVENT_CREATE) {
		graph.records[id].source = op->target;
		graph_count_thread(op->target);
		graph.threads[op->target].created_by = id;
	} else if (kind == EVENT_JOIN) {
		const struct graph_thread *target = &graph.threads[op->target];

		AGX_ASSERT(target->status == THREAD_ENDED);
		graph.records[id].source = target->events[target->length - 1];
	}
	graph_happen(id);
	return id;
}
