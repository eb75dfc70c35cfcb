// SPDX-License-Identifier: MIT
#include "explore/graph_clock.h"

#include "base/assert.h"

void clock_join_many(struct clock *clock, const struct clock *other)
{
	clock_join_of(clock, other, graph.lanes);
}

void clock_copy_many(struct clock *clock, const struct clock *other)
{
	clock_copy_of(clock, other, graph.lanes);
}

static inline bool is_read_of_write(const struct record *read)
{
	return read->source != EVENT_NONE && !(read->flags & RECORD_WAITING);
}

/* All that follows with LANES is compiled twice (clock_join_of()). */
#define INLINE static inline __attribute__((always_inline))

INLINE void after_read(const struct record *record, const struct event *event, struct graph_thread *thread, unsigned lanes)
{
	if (!is_read_of_write(record))
		return;
	AGX_ASSERT_SLOW(graph.records[record->source].kind == EVENT_WRITE);
	clock_join_of(&thread->porf, &graph.porf[record->source], lanes);
	if (!order_acquires(event->order)) {
		clock_join_of(&thread->acquired, &graph.released[record->source], lanes);
		return;
	}
	clock_join_of(&thread->hb, &graph.released[record->source], lanes);
	thread->told = false;
}

INLINE void after_write(event_id id, const struct event *event, const struct graph_thread *thread, unsigned lanes)
{
	struct clock *released = &graph.released[id];
	event_id source;

	clock_copy_of(released, order_releases(event->order) ? &thread->hb : &thread->fenced, lanes);
	if (!event->exclusive)
		return;
	AGX_ASSERT(event->index > 0);
	source = graph.records[thread->events[event->index - 1]].source;
	if (source != EVENT_NONE)
		clock_join_of(released, &graph.released[source], lanes);
}

static void after_join(event_id end, struct graph_thread *thread)
{
	AGX_ASSERT(graph.records[end].kind == EVENT_EXIT);
	clock_join(&thread->porf, &graph.porf[end]);
	clock_join(&thread->hb, &graph.hb[end]);
	thread->told = false;
}

static void before_fence(enum order order, struct graph_thread *thread)
{
	if (!order_acquires(order))
		return;
	clock_join(&thread->hb, &thread->acquired);
	thread->told = false;
}

/* A release fence: later relaxed writes release what is before it, and it itself. */
static void after_fence(enum order order, struct graph_thread *thread)
{
	if (order_releases(order))
		clock_copy(&thread->fenced, &thread->hb);
}

/* Count the event number NEXT of thread SELF in CLOCK, of the thread, which is then that of the event. */
INLINE void count(struct clock *clock, unsigned self, uint16_t next, struct clock *of_event, unsigned lanes)
{
	const unsigned base = self - self % CLOCK_LANES;

	clock_set_lanes(clock, base, clock_with(clock_lanes_of(clock, base), self % CLOCK_LANES, next));
	clock_copy_of(of_event, clock, lanes);
}

INLINE void advance(event_id id, unsigned lanes)
{
	const struct record *record = &graph.records[id];
	const struct event *event = &graph.events[id];
	struct graph_thread *thread = &graph.threads[record->thread];
	uint16_t next = (uint16_t)(event->index + 1);

	AGX_ASSERT_SLOW(thread->events[event->index] == id);
	if (__builtin_expect(thread->behind, 0))
		graph_clock_catch_up(thread, event->index);
	if (record->kind == EVENT_READ)
		after_read(record, event, thread, lanes);
	else if (record->kind == EVENT_JOIN)
		after_join(record->source, thread);
	else if (record->kind == EVENT_FENCE)
		before_fence(event->order, thread);
	count(&thread->hb, record->thread, next, &graph.hb[id], lanes);
	count(&thread->porf, record->thread, next, &graph.porf[id], lanes);
	if (record->kind == EVENT_WRITE)
		after_write(id, event, thread, lanes);
	else if (record->kind == EVENT_FENCE)
		after_fence(event->order, thread);
}

static __attribute__((noinline)) void advance_many(event_id id)
{
	advance(id, graph.lanes);
}

void graph_clock_advance(event_id id)
{
	if (__builtin_expect(graph.lanes == CLOCK_LANES, 1))
		advance(id, CLOCK_LANES);
	else
		advance_many(id);
}

void graph_clock_catch_up(struct graph_thread *thread, unsigned n)
{
	thread->behind = false;
	AGX_ASSERT(n > 0);
	clock_copy(&thread->hb, &graph.hb[thread->events[n - 1]]);
	clock_copy(&thread->porf, &graph.porf[thread->events[n - 1]]);
	/* What its last release fence saw it knows: only accesses are passed. */
	for (unsigned i = 0; i < n; i++) {
		event_id id = thread->events[i];
		const struct record *record = &graph.records[id];

		if (record->kind == EVENT_READ && is_read_of_write(record) && !order_acquires(graph.events[id].order))
			clock_join(&thread->acquired, &graph.released[record->source]);
	}
}

void graph_clock_pass(event_id id)
{
	const struct record *record = &graph.records[id];
	struct graph_thread *thread = &graph.threads[record->thread];

	thread->behind = true;
	if (record->kind == EVENT_READ && record->source != EVENT_NONE && order_acquires(graph.events[id].order))
		thread->told = false;
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

typedef uint32_t told_lanes __attribute__((vector_size(32)));

static void tell(struct thread *thread, const struct clock *hb)
{
	for (unsigned base = 0; base < graph.lanes; base += CLOCK_LANES) {
		told_lanes told = __builtin_convertvector(clock_lanes_of(hb, base), told_lanes);

		__builtin_memcpy(&thread->clock[base], &told, sizeof told);
	}
}

/* Can another thread learn through ID of what comes before it? */
bool graph_clock_releases(event_id id)
{
	uint8_t kind = graph.records[id].kind;

	if (kind == EVENT_WRITE || kind == EVENT_FENCE)
		return order_releases(graph.events[id].order);
	return kind == EVENT_CREATE || kind == EVENT_EXIT;
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
	if (!graph.threads[self].told)
		tell(thread, &graph.hb[id]);
	graph.threads[self].told = true;
	thread->clock[self] = epoch;
}

void graph_clock_begin(unsigned child, event_id create)
{
	struct graph_thread *thread = &graph.threads[child];

	AGX_ASSERT(graph.records[create].kind == EVENT_CREATE);
	clock_copy(&thread->hb, &graph.hb[create]);
	clock_copy(&thread->porf, &graph.porf[create]);
	tell(&threads[child], &graph.hb[create]);
	threads[child].clock[child] = 1;
}
