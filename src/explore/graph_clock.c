// SPDX-License-Identifier: MIT
#include "explore/graph_clock.h"

#include "base/assert.h"

static void after_read(event_id id, struct graph_thread *thread)
{
	event_id source = graph.records[id].source;

	if (source == EVENT_NONE || (graph.records[id].flags & RECORD_WAITING))
		return;
	AGX_ASSERT_SLOW(graph.records[source].kind == EVENT_WRITE);
	clock_join(&thread->porf, &graph.porf[source]);
	if (order_acquires(graph.events[id].order))
		clock_join(&thread->hb, &graph.released[source]);
	else
		clock_join(&thread->acquired, &graph.released[source]);
}

static void after_write(event_id id, const struct graph_thread *thread)
{
	const struct event *event = &graph.events[id];
	event_id source;

	clock_copy(&graph.released[id],
		   order_releases(event->order) ? &thread->hb : &thread->fenced);
	if (!event->exclusive)
		return;
	AGX_ASSERT(event->index > 0);
	source = graph.records[thread->events[event->index - 1]].source;
	if (source != EVENT_NONE)
		clock_join(&graph.released[id], &graph.released[source]);
}

static void after_join(event_id id, struct graph_thread *thread)
{
	event_id end = graph.records[id].source;

	AGX_ASSERT(graph.records[end].kind == EVENT_EXIT);
	clock_join(&thread->porf, &graph.porf[end]);
	clock_join(&thread->hb, &graph.hb[end]);
}

/* A release fence: later relaxed writes release what is before it, and it itself. */
static void after_fence(event_id id, struct graph_thread *thread)
{
	if (order_releases(graph.events[id].order))
		clock_copy(&thread->fenced, &thread->hb);
}

void graph_clock_advance(event_id id)
{
	unsigned self = graph.records[id].thread;
	struct graph_thread *thread = &graph.threads[self];
	uint16_t next = (uint16_t)(graph.events[id].index + 1);
	enum event_kind kind = graph.records[id].kind;

	AGX_ASSERT_SLOW(thread->events[graph.events[id].index] == id);
	if (kind == EVENT_READ)
		after_read(id, thread);
	else if (kind == EVENT_JOIN)
		after_join(id, thread);
	else if (kind == EVENT_FENCE && order_acquires(graph.events[id].order))
		clock_join(&thread->hb, &thread->acquired);
	thread->hb.of[self] = next;
	thread->porf.of[self] = next;
	clock_copy(&graph.hb[id], &thread->hb);
	clock_copy(&graph.porf[id], &thread->porf);
	if (kind == EVENT_WRITE)
		after_write(id, thread);
	else if (kind == EVENT_FENCE)
		after_fence(id, thread);
}

void graph_clock_of_read(event_id read, event_id source, enum order order,
			 struct clock *ret_hb)
{
	const struct event *event = &graph.events[read];
	unsigned self = graph.records[read].thread;
	const struct graph_thread *thread = &graph.threads[self];

	AGX_ASSERT(graph.records[read].kind == EVENT_READ);
	if (event->index > 0)
		clock_copy(ret_hb, &graph.hb[thread->events[event->index - 1]]);
	else if (thread->created_by != EVENT_NONE)
		clock_copy(ret_hb, &graph.hb[thread->created_by]);
	else
		*ret_hb = (struct clock) {0};
	if (source != EVENT_NONE && order_acquires(order))
		clock_join(ret_hb, &graph.released[source]);
	ret_hb->of[self] = (uint16_t)(event->index + 1);
}

/* Can another thread learn through ID of what comes before it? */
bool graph_clock_releases(event_id id)
{
	switch (graph.records[id].kind) {
	case EVENT_WRITE:
	case EVENT_FENCE:
		return order_releases(graph.events[id].order);
	case EVENT_CREATE:
	case EVENT_EXIT:
		return true;
	default:
		return false;
	}
}

void graph_clock_tell(event_id id)
{
	unsigned self = graph.records[id].thread;
	struct thread *thread = &threads[self];
	uint32_t epoch = thread->clock[self];

	/* A single execution is told about step by step: which one an access comes after is to be known. */
	if (graph_clock_releases(id) || graph.checks_orders || graph.threads[self].ended_told != graph.ended) {
		epoch = graph.events[id].index + 2u;
		graph.threads[self].ended_told = graph.ended;
	}
	for (unsigned t = 0; t < graph.lanes; t++)
		thread->clock[t] = graph.hb[id].of[t];
	thread->clock[self] = epoch;
}

void graph_clock_begin(unsigned child, event_id create)
{
	struct graph_thread *thread = &graph.threads[child];

	AGX_ASSERT(graph.records[create].kind == EVENT_CREATE);
	clock_copy(&thread->hb, &graph.hb[create]);
	clock_copy(&thread->porf, &graph.porf[create]);
	for (unsigned t = 0; t < graph.lanes; t++)
		threads[child].clock[t] = graph.hb[create].of[t];
	threads[child].clock[child] = 1;
}
