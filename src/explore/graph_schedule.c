// SPDX-License-Identifier: MIT
#include "explore/graph_schedule.h"

#include "base/assert.h"
#include "explore/graph_wait.h"

enum { NOBODY = THREADS_MAX };

static bool exists(unsigned t)
{
	return threads[t].exists;
}

/* Can THREAD's next operation happen now? */
static bool can_move(unsigned t)
{
	const struct graph_thread *thread = &graph.threads[t];
	const struct operation *op = thread->pending;
	const struct location *location;

	if (thread->status != THREAD_FRONT)
		return thread->status == THREAD_RUNS;
	if (thread->must_write)
		return true;
	if (op->kind == OPERATION_JOIN)
		return graph.threads[op->target].status == THREAD_ENDED;
	if (op->kind != OPERATION_UPDATE || !update_waits((enum update)op->update))
		return true;
	location = &graph.locations[thread->pending_location];
	return update_enabled(op, graph_value(location, graph_newest(location)));
}

/* A thread that has something to repeat and can: T, or whom it waits for in the end. */
static unsigned who_repeats(unsigned t)
{
	for (unsigned steps = 0; steps <= graph.count; steps++) {
		event_id event = EVENT_NONE;

		if (!exists(t))
			event = graph.threads[t].created_by;
		else if (graph.threads[t].status == THREAD_REPLAYS)
			event = graph.threads[t].waits_for;
		else
			return t;
		if (event == EVENT_NONE)
			break;
		if (exists(t) && graph_happened(event))
			return t;
		t = graph.records[event].thread;
	}
	runtime_end(OUTCOME_NONDETERMINISM);
}

static unsigned choose_to_repeat(void)
{
	for (unsigned t = 0; t < graph.top; t++) {
		if (graph.threads[t].done < graph.threads[t].length)
			return who_repeats(t);
	}
	AGX_ASSERT(false);
	return NOBODY;
}

/* Who wrote what T's update reads and cannot go on with; whom it joins. */
static unsigned whom_it_awaits(unsigned t)
{
	const struct graph_thread *thread = &graph.threads[t];
	const struct location *location;
	event_id newest;

	if (thread->status == THREAD_FRONT && thread->pending->kind == OPERATION_JOIN)
		return thread->pending->target;
	if (thread->status != THREAD_FRONT && thread->status != THREAD_PARKED)
		return NOBODY;
	location = &graph.locations[thread->pending_location];
	newest = graph_newest(location);
	if (newest == EVENT_NONE ||
	    update_enabled(thread->pending, graph_value(location, newest)))
		return NOBODY;
	return graph.records[newest].thread;
}

static unsigned keeper_of(unsigned t)
{
	for (unsigned steps = 0; steps < THREADS_MAX; steps++) {
		t = whom_it_awaits(t);
		if (t == NOBODY || !exists(t))
			return NOBODY;
		if (can_move(t))
			return t;
	}
	return NOBODY;
}

/* Of the oldest waiting read that has one. */
static unsigned choose_keeper(void)
{
	unsigned after = 0;

	for (unsigned i = 0; i < graph.parked; i++) {
		unsigned oldest = EVENT_NONE;
		unsigned keeper;

		for (unsigned t = 0; t < graph.top; t++) {
			const struct graph_thread *thread = &graph.threads[t];
			unsigned read;

			if (thread->status != THREAD_PARKED)
				continue;
			read = thread->events[thread->length - 1];
			if (read >= after && read < oldest)
				oldest = read;
		}
		AGX_ASSERT(oldest != EVENT_NONE);
		keeper = keeper_of(graph.records[oldest].thread);
		if (keeper != NOBODY)
			return keeper;
		after = oldest + 1;
	}
	return NOBODY;
}

static unsigned choose_writer(void)
{
	for (unsigned t = 0; t < thread_count; t++) {
		if (graph.threads[t].status == THREAD_FRONT &&
		    graph.threads[t].must_write)
			return t;
	}
	return NOBODY;
}

static unsigned choose_paused(void)
{
	for (unsigned t = 0; graph.in_order && t < thread_count; t++) {
		if (exists(t) && graph.threads[t].status == THREAD_PAUSED)
			return t;
	}
	return NOBODY;
}

/* Nobody can move and every update that waits is in the graph. */
static _Noreturn void end_execution(void)
{
	enum outcome outcome = OUTCOME_COMPLETE;
	bool exited = false;

	for (unsigned t = 0; t < thread_count; t++) {
		const struct graph_thread *thread = &graph.threads[t];

		if (exists(t) && runtime_has_exited(t))
			exited = true;
		if (!exists(t) || thread->status == THREAD_ENDED || runtime_has_exited(t))
			continue;
		if (thread->status == THREAD_PARKED &&
		    graph_wait_is_stale(thread->events[thread->length - 1]))
			runtime_end(OUTCOME_REDUNDANT);
		if (thread->status == THREAD_STOPPED)
			outcome = OUTCOME_BLOCKED;
		else if (outcome == OUTCOME_COMPLETE)
			outcome = OUTCOME_DEADLOCK;
	}
	runtime_end(exited && outcome == OUTCOME_DEADLOCK ? OUTCOME_COMPLETE : outcome);
}

static unsigned choose(void)
{
	unsigned chosen;

	if (graph.left > 0)
		return choose_to_repeat();
	chosen = choose_paused();
	if (chosen == NOBODY && graph.writers > 0)
		chosen = choose_writer();
	if (chosen == NOBODY && graph.parked > 0)
		chosen = choose_keeper();
	for (unsigned t = 0; chosen == NOBODY && t < thread_count; t++) {
		if (exists(t) && can_move(t))
			chosen = t;
	}
	for (unsigned t = 0; chosen == NOBODY && t < thread_count; t++) {
		if (exists(t) && graph.threads[t].status == THREAD_FRONT &&
		    graph.threads[t].pending->kind == OPERATION_UPDATE)
			chosen = t;
	}
	if (chosen == NOBODY)
		end_execution();
	return chosen;
}

void graph_take_turn(struct operation *op)
{
	unsigned self = runtime_self();
	struct graph_thread *thread = &graph.threads[self];
	unsigned chosen;

	AGX_ASSERT_SLOW(thread->done == thread->length);
	thread->status = THREAD_FRONT;
	thread->pending = op;
	chosen = choose();
	if (chosen != self)
		runtime_switch(chosen);
	thread->status = THREAD_RUNS;
}

void graph_give_way(void)
{
	unsigned self = runtime_self();
	unsigned chosen = choose();

	AGX_ASSERT(graph.threads[self].status != THREAD_RUNS);
	AGX_ASSERT(chosen != self);
	runtime_switch(chosen);
	graph.threads[self].status = THREAD_RUNS;
}

void graph_pause(void)
{
	struct graph_thread *thread = &graph.threads[runtime_self()];

	thread->status = THREAD_PAUSED;
	runtime_switch(choose());
	thread->status = THREAD_RUNS;
}

void graph_wait_for(event_id event)
{
	unsigned self = runtime_self();
	struct graph_thread *thread = &graph.threads[self];

	if (graph_happened(event))
		return;
	thread->status = THREAD_REPLAYS;
	thread->waits_for = event;
	runtime_switch(who_repeats(self));
	AGX_ASSERT(graph_happened(event));
	thread->status = THREAD_RUNS;
}
