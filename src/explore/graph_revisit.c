// SPDX-License-Identifier: MIT
#include "explore/graph_revisit.h"

#include "base/assert.h"
#include "explore/graph_clock.h"
#include "explore/graph_consistency.h"
#include "explore/graph_wait.h"
#include "explore/graph_work.h"

/* Is ID, or another event that goes with it, among those that stay as far as EVENT is concerned: was it added before
 * EVENT, or does WRITE need it? */
static bool is_previous(event_id id, event_id event, event_id write)
{
	return id <= event || (id != write && graph_within(id, &graph.porf[write]));
}

static bool write_is_maximal(event_id id, event_id write)
{
	const struct location *location = &graph.locations[graph.events[id].location];

	if (graph.records[id].alternative != 0)
		return false;
	for (event_id reader = graph.events[id].first_reader; reader != EVENT_NONE;
	     reader = graph.events[reader].next_reader) {
		if (is_previous(reader, id, write))
			return false;
	}
	for (unsigned p = graph.records[id].position; p < location->count; p++) {
		if (is_previous(location->writes[p], id, write))
			return false;
	}
	return true;
}

/* A read that waits; or one that has waited and got its value in place from a write that goes (graph_wait.h). */
static bool counts_as_waiting(event_id id, event_id write)
{
	const struct record *record = &graph.records[id];

	if (!(record->flags & RECORD_WAITED))
		return false;
	return record->source == EVENT_NONE || !is_previous(record->source, id, write);
}

/* Nothing that stays may let it go on. */
static bool waiting_is_maximal(event_id id, event_id write)
{
	const struct event *event = &graph.events[id];
	const struct location *location = &graph.locations[event->location];
	event_id base = graph.records[id].base;
	unsigned p = base == EVENT_NONE ? 0 : graph.records[base].position;

	for (; p < location->count; p++) {
		event_id later = location->writes[p];

		if (is_previous(later, id, write) &&
		    update_enabled(&event->op, graph_value(location, later)))
			return false;
	}
	return true;
}

static bool read_is_maximal(event_id id, event_id write)
{
	const struct location *location = &graph.locations[graph.events[id].location];

	if (counts_as_waiting(id, write))
		return waiting_is_maximal(id, write);
	for (unsigned p = graph_position(id); p < location->count; p++) {
		if (is_previous(location->writes[p], id, write))
			return false;
	}
	return true;
}

static bool is_maximal(event_id id, event_id write)
{
	switch ((enum event_kind)graph.records[id].kind) {
	case EVENT_WRITE:
		return write_is_maximal(id, write);
	case EVENT_READ:
		return read_is_maximal(id, write);
	case EVENT_CHOICE:
		return graph.records[id].alternative == 0;
	default:
		return true;
	}
}

/* The position above which WRITE stands among what is kept, if it may stand where it is: not between the halves of
 * an update, and, so that each place is tried once, directly before a write that is kept (an update's write has but
 * one place). */
static bool place_is_good(event_id write, const struct clock *kept)
{
	const struct event *event = &graph.events[write];
	const struct location *location = &graph.locations[event->location];
	unsigned p = graph.records[write].position;

	if (event->exclusive) {
		while (p < location->count && !graph_within(location->writes[p], kept))
			p++;
	}
	if (p == location->count)
		return true;
	return graph_within(location->writes[p], kept) &&
	       !graph.events[location->writes[p]].exclusive;
}

/* Does the model allow CUT, in which READ does not wait? READ's state is put back. */
static bool read_is_consistent(const struct graph_cut *cut)
{
	struct record *record = &graph.records[cut->read];
	struct event *event = &graph.events[cut->read];
	const struct addition addition = {
		.kept = cut->kept, .read = cut->read, .write = cut->write};
	const struct record old_record = *record;
	const uint8_t old_order = event->order;
	bool waiting = (record->flags & RECORD_WAITING) != 0;
	struct clock old_hb;
	bool consistent;

	clock_copy(&old_hb, &graph.hb[cut->read]);
	record->source = cut->write;
	record->flags = 0;
	event->order = read_order(&event->op, graph.events[cut->write].value);
	graph_clock_of_read(cut->read, cut->write, event->order, &graph.hb[cut->read]);
	if (waiting)
		graph_access_link(cut->read);
	consistent = graph_consistent(&addition);
	if (waiting)
		graph_access_unlink(cut->read);
	*record = old_record;
	event->order = old_order;
	clock_copy(&graph.hb[cut->read], &old_hb);
	return consistent;
}

/* The same of one in which READ waits: it is no access then. */
static bool write_is_consistent(const struct graph_cut *cut)
{
	struct clock without_read = *cut->kept;
	const struct addition addition = {
		.kept = &without_read, .read = EVENT_NONE, .write = cut->write};

	without_read.of[graph.records[cut->read].thread]--;
	return graph_consistent(&addition);
}

/* Push the cut, WRITE at the place where it is, if the model allows it. */
static void try_place(const struct graph_cut *cut)
{
	AGX_ASSERT(graph.records[cut->read].kind == EVENT_READ);
	AGX_ASSERT(graph_within(cut->read, cut->kept));
	if (!place_is_good(cut->write, cut->kept))
		return;
	if (cut->waits ? write_is_consistent(cut) : read_is_consistent(cut))
		graph_work_push_cut(cut);
}

/* The least position that READ may read: what comes before its thread's event before it. */
static unsigned read_bound(event_id read)
{
	unsigned self = graph.records[read].thread;
	const struct graph_thread *thread = &graph.threads[self];
	unsigned index = graph.events[read].index;
	const struct clock *clocks = graph.model == MEMORY_SC ? graph.porf : graph.hb;
	const struct location *location = &graph.locations[graph.events[read].location];

	if (index > 0)
		return coherence_bound(location, &clocks[thread->events[index - 1]]);
	if (thread->created_by != EVENT_NONE)
		return coherence_bound(location, &clocks[thread->created_by]);
	return 0;
}

static void revisit_read(const struct graph_cut *cut, unsigned bound)
{
	const struct location *location =
		&graph.locations[graph.events[cut->write].location];
	unsigned last = location->count;
	unsigned least = cut->waits ? 0 : read_bound(cut->read);

	if (graph.events[cut->write].exclusive) {
		if (graph.records[cut->write].position > least)
			try_place(cut);
		return;
	}
	AGX_ASSERT(graph.records[cut->write].position == last);
	for (unsigned p = bound + 1; p <= last; p++) {
		if (p != graph.records[cut->write].position) {
			graph_order_remove(cut->write);
			graph_order_insert(cut->write, p);
		}
		if (p > least)
			try_place(cut);
	}
	AGX_ASSERT(graph.records[cut->write].position == last);
}

/* What becomes of READ when it reads VALUE of WRITE; false: nothing new. */
static bool prepare_cut(struct graph_cut *cut)
{
	const struct event *event = &graph.events[cut->read];
	bool waiting = counts_as_waiting(cut->read, cut->write);
	bool enabled = true;

	if (event->op.kind == OPERATION_UPDATE)
		enabled = update_enabled(&event->op, graph.events[cut->write].value);
	cut->waits = !enabled;
	/* A waiting read that goes on waiting is where it was. */
	return !waiting || enabled;
}

/* The oldest read that WRITE could revisit, one of its location that is not before it; EVENT_NONE: mostly there is none. A
 * waiting read is no access yet: it is the last event of its thread. */
static event_id oldest_candidate(event_id write)
{
	uint16_t number = graph.events[write].location;
	const struct location *location = &graph.locations[number];
	event_id oldest = EVENT_NONE;

	for (unsigned t = 0; t < graph.top; t++) {
		event_id id = location->last[t];

		for (; id != EVENT_NONE && !graph_within(id, &graph.porf[write]); id = graph.events[id].previous_here) {
			if (graph.records[id].kind == EVENT_READ && id < oldest)
				oldest = id;
		}
		if (graph.threads[t].status != THREAD_PARKED)
			continue;
		id = graph.threads[t].events[graph.threads[t].length - 1];
		if (graph.events[id].location == number && id < oldest)
			oldest = id;
	}
	return oldest;
}

void graph_revisit(event_id write, unsigned bound, event_id in_place)
{
	uint16_t location = graph.events[write].location;
	struct clock kept = {0};
	event_id oldest = oldest_candidate(write);

	if (oldest == EVENT_NONE)
		return;
	for (unsigned t = 0; t < graph.top; t++)
		kept.of[t] = graph.threads[t].length;
	for (unsigned id = graph.count; id-- > oldest;) {
		const struct record *record = &graph.records[id];
		uint16_t index = graph.events[id].index;

		if (index < graph.porf[write].of[record->thread])
			continue;
		if (!is_maximal((event_id)id, write))
			break;
		if (id != in_place && record->kind == EVENT_READ &&
		    graph.events[id].location == location) {
			struct graph_cut cut = {
				.kept = &kept, .read = (event_id)id, .write = write};

			kept.of[record->thread] = (uint16_t)(index + 1);
			if (prepare_cut(&cut))
				revisit_read(&cut, bound);
		}
		kept.of[record->thread] = index;
	}
}
