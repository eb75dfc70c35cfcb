// SPDX-License-Identifier: MIT
/* The steps of the graph's execution, and why the memory model lets some of them be unaware of newer writes. */
#include "explore/graph_clock.h"
#include "explore/graph_report.h"

#include <stdlib.h>

struct progress {
	uint16_t position; /* of the newest write that has happened */
	int step;          /* it; -1: none */
	event_id write;
};

struct steps {
	struct engine_step *steps;
	struct progress *progress; /* of each location */
	int *steps_of;             /* of each event */
	uint32_t epochs[THREADS_MAX];
	unsigned count;
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

/* Something that a thread has done, before its event number COUNT (from 1) or as it. */
struct point {
	unsigned thread;
	unsigned count;
};

static bool is_within(struct point point, const struct clock *clock)
{
	return clock->of[point.thread] >= point.count;
}

/* Does READ acquire, by itself or by a fence of its thread after it that happens before ID? */
static bool is_acquired(event_id read, event_id id)
{
	const struct graph_thread *thread = &graph.threads[graph.records[read].thread];

	if (order_acquires(graph.events[read].order))
		return true;
	for (unsigned i = graph.events[read].index + 1u; i < thread->done; i++) {
		event_id fence = thread->events[i];

		if (graph.records[fence].kind == EVENT_FENCE && order_acquires(graph.events[fence].order) &&
		    graph_within(fence, &graph.hb[id]))
			return true;
	}
	return false;
}

/* Does READ read from what POINT happens before, without having POINT happen before READ? */
static bool is_gap(event_id read, struct point point)
{
	const struct record *record = &graph.records[read];

	return record->kind == EVENT_READ && !(record->flags & RECORD_WAITING) && record->source != EVENT_NONE &&
	       is_within(point, &graph.hb[record->source]) && !is_within(point, &graph.hb[read]);
}

static int step_of(event_id id)
{
	for (unsigned i = 0; i < graph.happened_count; i++)
		if (graph.happened[i] == id)
			return (int)i;
	return -1;
}

/* POINT does not happen before ID. If it is before it in (po | rf)+, hb breaks off on each path between them at a
 * reads-from that does not synchronise: along a path, at the first event that POINT does not happen before. Where such a
 * read happens before ID, it alone is what is missing: that one is told if there is one. */
static struct engine_gap find_gap(struct point point, event_id id)
{
	struct engine_gap gap = {.write = -1, .read = -1};
	bool alone = false;

	for (unsigned i = 0; i < graph.happened_count; i++) {
		event_id read = graph.happened[i];
		bool before = read == id || graph_within(read, &graph.hb[id]);

		if (!is_gap(read, point) || !(before || (!alone && graph_within(read, &graph.porf[id]))))
			continue;
		alone = before;
		gap.write = step_of(step_event(graph.records[read].source));
		gap.read = (int)i;
		gap.releases = is_within(point, &graph.released[graph.records[read].source]);
		gap.acquires = is_acquired(read, id);
	}
	return gap;
}

struct engine_gap graph_report_gap(unsigned other, uint32_t epoch, unsigned thread)
{
	const struct graph_thread *self = &graph.threads[thread];

	if (self->done == 0)
		return (struct engine_gap) {.write = -1, .read = -1};
	return find_gap((struct point) {other, epoch}, self->events[self->done - 1]);
}

static void fill_read(const struct steps *steps, struct engine_step *step, event_id id, event_id write)
{
	const struct record *record = &graph.records[id];

	step->waiting = (record->flags & RECORD_WAITING) != 0;
	step->writes = write != EVENT_NONE;
	if (write != EVENT_NONE)
		step->op.alternative = graph.records[write].alternative;
	if (step->waiting)
		return;
	step->position = graph_position(write != EVENT_NONE ? write : id);
	step->op.result = graph_value(&graph.locations[graph.events[id].location], record->source);
	if (record->source != EVENT_NONE)
		step->reads_from = steps->steps_of[step_event(record->source)];
}

/* Compare ID, and the WRITE of its update, with what has happened to their location before. */
static void fill_newest(struct steps *steps, struct engine_step *step, event_id id, event_id write)
{
	struct progress *here = &steps->progress[graph.events[id].location];

	step->newest = here->step;
	if (step->waiting)
		return;
	step->weak = here->position > graph_position(id);
	if (step->weak)
		step->gap = find_gap((struct point) {graph.records[here->write].thread,
						     graph.events[here->write].index + 1u}, id);
	if (write != EVENT_NONE && graph.records[write].position > here->position)
		*here = (struct progress) {graph.records[write].position, (int)steps->count, write};
}

/* Not above what graph_clock_tell() has said. */
static uint32_t next_epoch(struct steps *steps, event_id id)
{
	uint32_t *epoch = &steps->epochs[graph.records[id].thread];

	if (graph_clock_releases(id) || graph.checks_orders)
		*epoch = graph.events[id].index + 2u;
	return *epoch;
}

static void add_step(struct steps *steps, event_id id)
{
	const struct event *event = &graph.events[id];
	const struct record *record = &graph.records[id];
	struct engine_step *step = &steps->steps[steps->count];
	event_id write = record->kind == EVENT_WRITE ? id : EVENT_NONE;

	*step = (struct engine_step) {.thread = record->thread, .op = event->op, .reads_from = -1, .newest = -1};
	step->op.alternative = record->alternative;
	steps->steps_of[id] = (int)steps->count;
	if (record->kind == EVENT_READ) {
		write = write_of(id);
		fill_read(steps, step, id, write);
	} else if (record->kind == EVENT_CHOICE) {
		step->op.result = (struct value) {record->alternative, 0};
	} else if (record->kind == EVENT_WRITE) {
		step->op.operand = event->value;
		step->writes = true;
		step->position = record->position;
	}
	step->epoch = next_epoch(steps, write != EVENT_NONE ? write : id);
	if (record->kind == EVENT_READ || record->kind == EVENT_WRITE)
		fill_newest(steps, step, id, write);
	steps->count++;
}

/* A thread that waits for another one's end has no event yet. */
static void add_waiting_join(struct steps *steps, unsigned thread, const struct operation *op)
{
	steps->steps[steps->count++] = (struct engine_step) {
		.thread = thread, .op = *op, .reads_from = -1, .newest = -1, .waiting = true};
}

static void add_waiting(struct steps *steps, size_t max)
{
	for (unsigned t = 0; t < thread_count && steps->count < max; t++) {
		const struct graph_thread *thread = &graph.threads[t];

		if (thread->status == THREAD_FRONT && thread->pending->kind == OPERATION_JOIN)
			add_waiting_join(steps, t, thread->pending);
		else if (thread->status == THREAD_PARKED)
			add_step(steps, thread->events[thread->done - 1]);
	}
}

size_t graph_report_steps(struct engine_step *steps, size_t max)
{
	struct steps made = {.steps = steps,
			     .progress = calloc(graph.location_count + 1u, sizeof *made.progress),
			     .steps_of = calloc(graph.count + 1u, sizeof *made.steps_of)};

	if (made.progress && made.steps_of) {
		for (unsigned i = 0; i < graph.location_count; i++)
			made.progress[i].step = -1;
		for (unsigned id = 0; id < graph.count; id++)
			made.steps_of[id] = -1;
		while (made.count < graph.happened_count && made.count < max)
			add_step(&made, graph.happened[made.count]);
		add_waiting(&made, max);
	}
	free(made.progress);
	free(made.steps_of);
	return made.count;
}
