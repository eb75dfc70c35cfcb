// SPDX-License-Identifier: MIT
/* The product's engine: TruSt (Kokologiannakis, Marmanis, Gladstein, Vafeiadis, POPL 2022) on execution graphs, with
 * the program run natively. Each consistent execution graph is explored once; nothing is kept of those that are done.
 *
 * This file turns operations of threads into events: those in the graph are repeated (graph_repeat.h), then the graph
 * grows (graph_extend.h), one event at a time, by the thread whose turn it is (graph_schedule.h). */
#include "base/assert.h"
#include "explore/engine.h"
#include "explore/graph_clock.h"
#include "explore/graph_extend.h"
#include "explore/graph_repeat.h"
#include "explore/graph_report.h"
#include "explore/graph_schedule.h"
#include "explore/graph_wait.h"
#include "explore/graph_work.h"

#include <string.h>

static bool single; /* one execution, given by a replay string */

static const char *start(const struct engine_options *options)
{
	unsigned events_max = options->events_max;

	if (options->model == MEMORY_TSO)
		return "the graph engine knows the memory models rc11 and sc";
	if (options->strategy)
		return "the graph engine explores exhaustively only";
	if (events_max == 0 || events_max > GRAPH_EVENTS_MAX)
		events_max = GRAPH_EVENTS_MAX;
	if (!graph_reserve(events_max))
		return "not enough memory for the execution graph";
	graph.model = options->model;
	graph.in_place = options->revisit_locks_in_place;
	graph.afresh = options->repeat_afresh;
	graph_work_clear();
	single = options->replay != NULL;
	graph.checks_orders = single;
	graph.in_order = false;
	if (!single) {
		graph_adopt(0);
		return NULL;
	}
	return graph_report_parse(options->replay);
}

static void begin(void)
{
	graph_rewind();
}

/* The program has made the plain access that it was let go for. */
static void settle(void)
{
	event_id id = graph.unsettled;
	struct location *location;

	graph.unsettled = EVENT_NONE;
	location = &graph.locations[graph.events[id].location];
	if (graph.records[id].kind == EVENT_WRITE) {
		graph.events[id].value =
			memory_read(location->address, location->size);
		if (graph.unsettled_is_new)
			graph_extend_written(id);
		if (graph.records[id].position > location->memory_position)
			location->memory_position = graph.records[id].position;
	}
	memory_write(location->address, location->size,
		     graph_value(location, graph_write_at(location,
							  location->memory_position)));
}

/* The running thread waits until its last event, a read, has got a value. */
static void park(struct operation *op)
{
	struct graph_thread *thread = &graph.threads[runtime_self()];

	thread->pending = op;
	thread->status = THREAD_PARKED;
	graph.parked++;
	graph_give_way();
}

/* The read of a READ or UPDATE, when it has got a value. */
static event_id do_read(struct operation *op, uint32_t signature)
{
	uint16_t location = graph_location(op);
	struct graph_thread *thread = &graph.threads[runtime_self()];
	event_id read;

	thread->pending_location = location;
	if (graph_repeats()) {
		graph_check_memory(&graph.locations[location], op->pc);
		read = graph_repeat_read(op, location, signature);
	} else {
		graph_take_turn(op);
		graph_check_memory(&graph.locations[location], op->pc);
		read = graph_extend_read(op, location, signature);
	}
	if (graph.records[read].flags & RECORD_WAITING)
		park(op);
	return read;
}

static void perform_read(struct operation *op, uint32_t signature)
{
	event_id read = do_read(op, signature);
	const struct location *location = &graph.locations[graph.events[read].location];

	op->result = graph_value(location, graph.records[read].source);
	graph_clock_tell(read);
	if (!op->plain)
		return;
	memory_write(location->address, location->size, op->result);
	graph.unsettled = read;
}

static void perform_update(struct operation *op, uint32_t signature)
{
	event_id read = do_read(op, signature);
	struct graph_thread *thread = &graph.threads[runtime_self()];
	event_id last = read;

	op->result = graph_value(&graph.locations[graph.events[read].location],
				 graph.records[read].source);
	if (update_writes(op, op->result)) {
		if (graph_repeats()) {
			last = graph_repeat_update(op, read, signature);
		} else {
			/* READ is the thread's last event: it was added just now, or revisited. */
			if (graph.left > 0 || read + 1u != graph.count) {
				graph_must_write(thread, true);
				graph_take_turn(op);
			}
			graph_must_write(thread, false);
			last = graph_extend_update(op, read, signature);
		}
		op->alternative = graph.records[last].alternative;
	}
	graph_clock_tell(last);
}

static void perform_write(struct operation *op, uint32_t signature)
{
	uint16_t location = graph_location(op);
	bool is_new = !graph_repeats();
	event_id write;

	if (is_new) {
		graph.threads[runtime_self()].pending_location = location;
		graph_take_turn(op);
	}
	graph_check_memory(&graph.locations[location], op->pc);
	if (is_new)
		write = graph_extend_write(op, location, signature);
	else
		write = graph_repeat_write(op, location, signature);
	graph_clock_tell(write);
	if (op->plain) {
		graph.unsettled = write;
		graph.unsettled_is_new = is_new;
		return;
	}
	if (is_new)
		graph_extend_written(write);
	graph_to_memory(write);
}

static event_id perform_other(struct operation *op, enum event_kind kind,
			      uint32_t signature)
{
	event_id id;

	if (graph_repeats()) {
		id = graph_repeat_other(op, kind, signature);
	} else {
		graph_take_turn(op);
		id = kind == EVENT_CHOICE ? graph_extend_choice(op, signature)
					  : graph_extend_other(op, kind, signature);
	}
	graph_clock_tell(id);
	return id;
}

static void perform_create(struct operation *op, uint32_t signature)
{
	event_id id = perform_other(op, EVENT_CREATE, signature);

	AGX_ASSERT(graph.threads[op->target].created_by == id);
	graph_clock_begin(op->target, id);
}

static void perform_choice(struct operation *op, uint32_t signature)
{
	event_id id = perform_other(op, EVENT_CHOICE, signature);

	op->alternative = graph.records[id].alternative;
	op->result = (struct value) {op->alternative, 0};
}

/* The thread's last event: it ends, or goes no further. */
static void perform_last(struct operation *op, enum event_kind kind, uint32_t signature)
{
	unsigned self = runtime_self();

	perform_other(op, kind, signature);
	graph.threads[self].status =
		kind == EVENT_EXIT ? THREAD_ENDED : THREAD_STOPPED;
	threads[self].finished = kind == EVENT_EXIT;
	graph.ended += kind == EVENT_EXIT;
	graph_give_way();
	AGX_ASSERT(false);
}

/* A loop that only repeats is left where it is. What was recorded is done as it was recorded, recognised or not. */
static bool goes_no_further(const struct operation *op)
{
	const struct graph_thread *thread = &graph.threads[runtime_self()];

	if (thread->done < thread->length)
		return graph.records[thread->events[thread->done]].kind == EVENT_BLOCK;
	return op->repeats;
}

/* Of a graph that is repeated in order: the event before the running thread's next one happens first. */
static void await_turn(void)
{
	const struct graph_thread *thread = &graph.threads[runtime_self()];

	if (!graph.in_order || !graph_repeats() || thread->events[thread->done] == 0)
		return;
	graph_wait_for((event_id)(thread->events[thread->done] - 1));
}

/* What was unsettled needs the program to go on. */
static void pause_if_asked(void)
{
	const struct graph_thread *thread = &graph.threads[runtime_self()];

	if (thread->done > 0 && graph.left > 0 && graph.unsettled == EVENT_NONE &&
	    (graph.records[thread->events[thread->done - 1]].flags & RECORD_PAUSES))
		graph_pause();
}

static void perform_now(struct operation *op)
{
	uint32_t signature;

	if (graph.unsettled != EVENT_NONE)
		settle();
	signature = graph_signature(op);
	if (goes_no_further(op)) {
		op->kind = OPERATION_BLOCK;
		signature = graph_signature(op);
	}
	await_turn();
	switch ((enum operation_kind)op->kind) {
	case OPERATION_READ:
		perform_read(op, signature);
		return;
	case OPERATION_WRITE:
		perform_write(op, signature);
		return;
	case OPERATION_UPDATE:
		perform_update(op, signature);
		return;
	case OPERATION_FENCE:
		perform_other(op, EVENT_FENCE, signature);
		return;
	case OPERATION_CREATE:
		perform_create(op, signature);
		return;
	case OPERATION_JOIN:
		perform_other(op, EVENT_JOIN, signature);
		return;
	case OPERATION_CHOICE:
		perform_choice(op, signature);
		return;
	case OPERATION_EXIT:
		perform_last(op, EVENT_EXIT, signature);
		return;
	case OPERATION_BLOCK:
		perform_last(op, EVENT_BLOCK, signature);
		return;
	case OPERATION_NONE:
		break;
	}
	AGX_ASSERT(false);
}

static void perform(struct operation *op)
{
	perform_now(op);
	if (graph.in_order)
		pause_if_asked();
}

static void finish(enum outcome outcome)
{
	if (outcome != OUTCOME_FINDING && graph.unsettled != EVENT_NONE)
		settle();
	graph.unsettled = EVENT_NONE;
	graph_leave(outcome == OUTCOME_COMPLETE || outcome == OUTCOME_BLOCKED || outcome == OUTCOME_DEADLOCK);
	graph_work_account();
}

static bool next(enum outcome outcome)
{
	finish(outcome);
	return !single && graph_work_pop();
}

static double progress(void)
{
	return search_share_done(graph_work_left());
}

static const struct engine_items items = {
	.forget = graph_work_forget,
	.root = graph_work_root,
	.accept = graph_work_accept,
	.take = graph_work_pop,
	.finish = finish,
	.count = graph_work_count,
	.bytes_max = graph_work_bytes_max,
	.give = graph_work_give,
	.left = graph_work_left,
};

const struct engine engine_graph = {
	.name = "graph",
	.start = start,
	.begin = begin,
	.perform = perform,
	.next = next,
	.steps = graph_report_steps,
	.gap = graph_report_gap,
	.replay = graph_report_replay,
	.replay_steps = graph_report_replay_steps,
	.items = &items,
	.progress = progress,
};
