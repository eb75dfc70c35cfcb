// SPDX-License-Identifier: MIT
#include "explore/graph_wait.h"

#include "base/assert.h"
#include "explore/graph_extend.h"
#include "explore/graph_work.h"

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

/* A read-write lock's waiters are revisited one by one: with several of them let in by one write, and attempts that fail
 * beside them, going on in place reached some executions twice. */
static bool is_of_readers_and_writers(const struct operation *op)
{
	return op->update == UPDATE_READ_TAKE || (op->update == UPDATE_TAKE && op->operand.low == WRITER_HELD);
}

static bool goes(unsigned id, event_id read, event_id write)
{
	return id > read && graph.records[id].kind != EVENT_DEAD &&
	       !graph_within((event_id)id, &graph.porf[write]);
}

static bool only_waiting_go(event_id read, event_id write)
{
	for (unsigned id = read + 1u; id < graph.count; id++) {
		if (goes(id, read, write) && !(graph.records[id].flags & RECORD_WAITING))
			return false;
	}
	return true;
}

event_id graph_wait_oldest(event_id write)
{
	event_id oldest = EVENT_NONE;

	if (!graph.in_place || graph.parked == 0 || !continues_chain(write))
		return EVENT_NONE;
	for (unsigned t = 0; t < graph.lanes; t++) {
		event_id read;

		if (graph.threads[t].status != THREAD_PARKED)
			continue;
		read = last_event(t);
		AGX_ASSERT(graph.records[read].flags & RECORD_WAITING);
		if (graph.events[read].location == graph.events[write].location &&
		    !is_of_readers_and_writers(&graph.events[read].op) &&
		    update_enabled(&graph.events[read].op, graph.events[write].value) &&
		    read < oldest)
			oldest = read;
	}
	return oldest == EVENT_NONE || only_waiting_go(oldest, write) ? oldest : EVENT_NONE;
}

bool graph_wait_is_stale(event_id read)
{
	const struct event *event = &graph.events[read];
	const struct location *location = &graph.locations[event->location];
	event_id base = graph.records[read].base;
	unsigned p = base == EVENT_NONE ? 0 : graph.records[base].position;

	AGX_ASSERT(graph.records[read].flags & RECORD_WAITING);
	for (; p < location->count; p++) {
		if (update_enabled(&event->op, graph_value(location, location->writes[p])))
			return true;
	}
	return false;
}

void graph_wait_push(event_id read, event_id write)
{
	struct clock kept = {0};
	const struct graph_cut cut = {
		.kept = &kept, .read = read, .write = write, .keeps_base = true};

	for (unsigned t = 0; t < graph.lanes; t++)
		kept.of[t] = graph.threads[t].length;
	for (unsigned id = graph.count; id-- > 0;) {
		if (goes(id, read, write))
			kept.of[graph.records[id].thread] = graph.events[id].index;
	}
	AGX_ASSERT(graph_within(write, &kept));
	graph_work_push_cut(&cut);
}

static void issue_again(event_id read)
{
	struct graph_thread *thread = &graph.threads[graph.records[read].thread];

	AGX_ASSERT(thread->status == THREAD_PARKED);
	graph_kill(read);
	thread->status = THREAD_FRONT;
	thread->reissue = true;
	graph.parked--;
}

static void go_on(event_id read, event_id write)
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
	thread->must_write = update_writes(&event->op, graph.events[write].value);
	thread->status = thread->must_write ? THREAD_FRONT : THREAD_RUNS;
	graph.parked--;
}

void graph_wait_release(event_id read, event_id write)
{
	AGX_ASSERT_SLOW(only_waiting_go(read, write));
	for (unsigned id = read + 1u; id < graph.count; id++) {
		if (goes(id, read, write))
			issue_again((event_id)id);
	}
	go_on(read, write);
}
