// SPDX-License-Identifier: MIT
#include "explore/graph_wait.h"

#include "base/assert.h"
#include "explore/graph_extend.h"

static event_id last_event(unsigned thread)
{
	AGX_ASSERT(graph.threads[thread].length > 0);
	return graph.threads[thread].events[graph.threads[thread].length - 1];
}

/* Is WRITE the newest of its location, and its predecessor known to it? */
static bool continues_chain(event_id write)
{
	const struct location *location = &graph.locations[graph.events[write].location];
	event_id before;

	if (!location->virtual || graph.records[write].position != location->count)
		return false;
	before = graph_write_at(location, location->count - 1u);
	return before == EVENT_NONE || graph_within(before, &graph.porf[write]);
}

/* Does everything stay that was added after READ, when WRITE lets it go on? */
static bool nothing_goes(event_id read, event_id write)
{
	for (unsigned id = read + 1u; id < graph.count; id++) {
		if (!graph_within((event_id)id, &graph.porf[write]))
			return false;
	}
	return true;
}

/* Is there a write after what waiting READ waited on, up to POSITION, that lets it go on? */
static bool could_go_on(event_id read, unsigned position)
{
	const struct event *event = &graph.events[read];
	const struct location *location = &graph.locations[event->location];
	event_id base = graph.records[read].base;
	unsigned p = base == EVENT_NONE ? 0 : graph.records[base].position;

	AGX_ASSERT(graph.records[read].flags & RECORD_WAITING);
	for (; p < position; p++) {
		if (update_enabled(&event->op, graph_value(location, location->writes[p])))
			return true;
	}
	return false;
}

bool graph_wait_is_stale(event_id read)
{
	return could_go_on(read, graph.locations[graph.events[read].location].count);
}

event_id graph_wait_in_place(event_id write)
{
	const struct location *location = &graph.locations[graph.events[write].location];
	event_id chosen = EVENT_NONE;

	if (!graph.in_place || graph.parked == 0 || !continues_chain(write))
		return EVENT_NONE;
	for (unsigned t = 0; t < graph.top; t++) {
		event_id read;

		if (graph.threads[t].status != THREAD_PARKED)
			continue;
		read = last_event(t);
		AGX_ASSERT(graph.records[read].flags & RECORD_WAITING);
		if (graph.events[read].location != graph.events[write].location ||
		    !update_enabled(&graph.events[read].op, graph.events[write].value))
			continue;
		if (chosen != EVENT_NONE)
			return EVENT_NONE;
		chosen = read;
	}
	if (chosen == EVENT_NONE || !nothing_goes(chosen, write) || could_go_on(chosen, location->count - 1u))
		return EVENT_NONE;
	return chosen;
}

void graph_wait_release(event_id read, event_id write)
{
	struct graph_thread *thread = &graph.threads[graph.records[read].thread];
	struct event *event = &graph.events[read];

	AGX_ASSERT(thread->status == THREAD_PARKED);
	AGX_ASSERT(update_enabled(&event->op, graph.events[write].value));
	graph.records[read].source = write;
	graph.records[read].flags = RECORD_WAITED;
	event->order = read_order(&event->op, graph.events[write].value);
	graph_access_link(read);
	graph_happen(read);
	graph_must_write(thread, update_writes(&event->op, graph.events[write].value));
	thread->status = thread->must_write ? THREAD_FRONT : THREAD_RUNS;
	graph.parked--;
}
