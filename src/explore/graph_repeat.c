// SPDX-License-Identifier: MIT
#include "explore/graph_repeat.h"

#include "base/assert.h"
#include "explore/graph_clock.h"
#include "explore/graph_extend.h"
#include "explore/graph_schedule.h"
#include "explore/graph_wait.h"

static uint64_t mixed(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

/* Byte by byte, as the caller has just written them: loads of several would have to wait for that. */
uint32_t graph_signature(const struct operation *op)
{
	uint64_t kinds = (uint64_t)op->kind | (uint64_t)op->update << 8 |
			 (uint64_t)op->order << 16 | (uint64_t)op->failure_order << 24 |
			 (uint64_t)op->size << 32 | (uint64_t)op->virtual << 40 |
			 (uint64_t)op->plain << 41 | (uint64_t)op->target << 48;
	uint64_t hash = mixed(kinds, op->address);

	hash = mixed(hash, op->operand.low);
	hash = mixed(hash, op->expected.low + op->operand.high);
	return (uint32_t)hash | 1;
}

/* The next recorded event, if it is what the program does now. */
static inline __attribute__((always_inline)) event_id next_recorded(const struct operation *op, enum event_kind kind,
			      uint32_t signature)
{
	const struct graph_thread *thread = &graph.threads[runtime_self()];
	struct record *record;
	event_id id;

	AGX_ASSERT_SLOW(graph_repeats());
	id = thread->events[thread->done];
	record = &graph.records[id];
	if (record->kind != kind ||
	    (record->signature != 0 && record->signature != signature))
		runtime_differs(op->pc);
	record->signature = signature;
	return id;
}

static void take_operation(event_id id, const struct operation *op, uint8_t order)
{
	graph.events[id].op = *op;
	graph.events[id].order = order;
}

static void count_done(event_id id)
{
	AGX_ASSERT_SLOW(graph.left > 0);
	graph.threads[graph.records[id].thread].done++;
	graph.left--;
	/* A replay string can say anything. */
	if (graph.left == 0 && graph.checks_orders && !graph_order_is_whole())
		runtime_end(OUTCOME_NONDETERMINISM);
}

/* ID, an access of OP, happens with ORDER. If it was the same in the execution before, its operation and clocks hold
 * (graph_find_same). Its orders say once more that it was: if not so, nothing from here on is taken over. */
static void happen_again(event_id id, const struct operation *op, uint8_t order)
{
	const struct event *event = &graph.events[id];

	if (id < graph.same && (event->order != order || event->op.order != op->order))
		graph.same = 0;
	if (id < graph.same) {
		graph_clock_pass(id);
		graph_enter(id);
	} else {
		take_operation(id, op, order);
		graph_happen(id);
	}
}

static bool is_here(event_id write, uint16_t location)
{
	return write == EVENT_NONE || graph.events[write].location == location;
}

/* Does an update wait if, and only if, the record says so? */
static bool is_enabled(const struct operation *op, const struct record *record,
		       uint16_t location)
{
	bool waits = (record->flags & RECORD_WAITING) != 0;
	event_id source = waits ? record->base : record->source;

	return op->kind != OPERATION_UPDATE ||
	       update_enabled(op, graph_value(&graph.locations[location], source)) != waits;
}

event_id graph_repeat_read(const struct operation *op, uint16_t location,
			   uint32_t signature)
{
	event_id id = next_recorded(op, EVENT_READ, signature);
	const struct record *record = &graph.records[id];
	struct event *event = &graph.events[id];

	if (record->source != EVENT_NONE)
		graph_wait_for(record->source);
	if ((record->flags & RECORD_WAITED) && record->base != EVENT_NONE)
		graph_wait_for(record->base);
	if (!is_here(record->source, location) ||
	    ((record->flags & RECORD_WAITED) && !is_here(record->base, location)) ||
	    !is_enabled(op, record, location))
		runtime_end(OUTCOME_NONDETERMINISM);
	event->location = location;
	event->exclusive = false;
	count_done(id);
	graph_reader_link(id);
	if (record->flags & RECORD_WAITING) {
		take_operation(id, op, op->order);
		graph_clock_advance(id);
		return id;
	}
	graph_access_link(id);
	happen_again(id, op,
		     read_order(op, graph_value(&graph.locations[location], record->source)));
	return id;
}

static void place_write(event_id id, const struct operation *op, uint16_t location, bool exclusive)
{
	struct event *event = &graph.events[id];

	event->location = location;
	event->exclusive = exclusive;
	event->first_reader = EVENT_NONE;
	graph_order_place(id);
	graph_access_link(id);
	count_done(id);
	happen_again(id, op, op->order);
}

event_id graph_repeat_write(const struct operation *op, uint16_t location,
			    uint32_t signature)
{
	event_id id = next_recorded(op, EVENT_WRITE, signature);

	graph.events[id].value = update_apply(op, (struct value) {0}, 0);
	place_write(id, op, location, false);
	return id;
}

event_id graph_repeat_update(const struct operation *op, event_id read,
			     uint32_t signature)
{
	event_id id = next_recorded(op, EVENT_WRITE, signature);
	uint16_t location = graph.events[read].location;
	struct value value =
		graph_value(&graph.locations[location], graph.records[read].source);

	if (graph.records[id].position != graph_position(read) + 1 ||
	    graph.records[id].alternative >= update_alternatives(op, value))
		runtime_end(OUTCOME_NONDETERMINISM);
	graph.events[read].exclusive = true;
	graph.events[id].value =
		update_apply(op, value, graph.records[id].alternative);
	place_write(id, op, location, true);
	graph_to_memory(id);
	return id;
}

event_id graph_repeat_other(const struct operation *op, enum event_kind kind,
			    uint32_t signature)
{
	event_id id = next_recorded(op, kind, signature);

	if (kind == EVENT_JOIN)
		graph_wait_for(graph.records[id].source);
	if (kind == EVENT_CREATE && graph.records[id].source != op->target)
		runtime_end(OUTCOME_NONDETERMINISM);
	if (kind == EVENT_JOIN &&
	    graph.records[graph.records[id].source].thread != op->target)
		runtime_end(OUTCOME_NONDETERMINISM);
	if (kind == EVENT_CHOICE && graph.records[id].alternative >= op->operand.low &&
	    graph.records[id].alternative != 0)
		runtime_end(OUTCOME_NONDETERMINISM);
	take_operation(id, op, op->order);
	graph.events[id].exclusive = false;
	count_done(id);
	graph_happen(id);
	return id;
}
