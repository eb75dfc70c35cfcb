// SPDX-License-Identifier: MIT
/* The replay string of some steps of an execution, in an order of the caller's. */
#include "explore/graph_report.h"
#include "explore/replay_text.h"

#include <stdlib.h>

/* Numbers of the events that the steps become, and which steps those are. */
struct numbering {
	const struct engine_step *steps;
	const unsigned *order;
	size_t count;
	unsigned *event_of; /* by step; of an update that of its read */
};

/* 1 + that of the write of STEP; 0: none. */
static unsigned write_number(const struct numbering *n, int step)
{
	return step < 0 ? 0 : n->event_of[step] + (n->steps[step].op.kind == OPERATION_UPDATE) + 1;
}

static bool same_location(const struct engine_step *a, const struct engine_step *b)
{
	return a->op.address == b->op.address && a->op.virtual == b->op.virtual;
}

/* Its position among the writes that are kept. */
static unsigned rank(const struct numbering *n, const struct engine_step *step)
{
	unsigned before = 0;

	for (size_t i = 0; i < n->count; i++) {
		const struct engine_step *other = &n->steps[n->order[i]];

		before += other->writes && same_location(other, step) && other->position < step->position;
	}
	return before + 1;
}

/* The newest of the writes of STEP's location that are kept; -1. */
static int newest_kept(const struct numbering *n, const struct engine_step *step)
{
	int newest = -1;

	for (size_t i = 0; i < n->count; i++) {
		const struct engine_step *other = &n->steps[n->order[i]];

		if (other->writes && same_location(other, step) &&
		    (newest < 0 || other->position > n->steps[newest].position))
			newest = (int)n->order[i];
	}
	return newest;
}

static unsigned exit_number(const struct numbering *n, unsigned thread)
{
	for (size_t i = 0; i < n->count; i++) {
		const struct engine_step *other = &n->steps[n->order[i]];

		if (other->op.kind == OPERATION_EXIT && other->thread == thread)
			return n->event_of[n->order[i]] + 1;
	}
	return 0;
}

static void put_write_step(struct replay_text *text, const struct numbering *n, const struct engine_step *step)
{
	replay_put_field(text, 'w', rank(n, step));
	if (step->op.alternative != 0)
		replay_put_field(text, 'a', step->op.alternative);
}

static void put_access_step(struct replay_text *text, const struct numbering *n, const struct engine_step *step)
{
	if (step->waiting) {
		replay_put_field(text, 'q', write_number(n, newest_kept(n, step)));
		return;
	}
	replay_put_field(text, 'r', write_number(n, step->reads_from));
	if (!step->writes)
		return;
	replay_put_char(text, '.');
	put_write_step(text, n, step);
}

static void put_step(struct replay_text *text, const struct numbering *n, const struct engine_step *step)
{
	switch ((enum operation_kind)step->op.kind) {
	case OPERATION_READ:
	case OPERATION_UPDATE:
		put_access_step(text, n, step);
		return;
	case OPERATION_WRITE:
		put_write_step(text, n, step);
		return;
	case OPERATION_FENCE:
		replay_put_char(text, 'f');
		return;
	case OPERATION_CREATE:
		replay_put_field(text, 'c', step->op.target);
		return;
	case OPERATION_JOIN:
		replay_put_field(text, 'j', exit_number(n, step->op.target));
		return;
	case OPERATION_EXIT:
		replay_put_char(text, 'e');
		return;
	case OPERATION_CHOICE:
		replay_put_field(text, 'h', step->op.alternative);
		return;
	case OPERATION_BLOCK:
		replay_put_char(text, 'b');
		return;
	case OPERATION_NONE:
		return;
	}
}

/* A thread that waits for another one's end has no event. */
static bool has_event(const struct engine_step *step)
{
	return !(step->waiting && step->op.kind == OPERATION_JOIN);
}

static unsigned one_past_highest(const unsigned *order, size_t count)
{
	unsigned highest = 0;

	for (size_t i = 0; i < count; i++)
		highest = order[i] >= highest ? order[i] + 1 : highest;
	return highest;
}

/* Is step number AT of the order the last one of thread LAST, and are there others' behind it? */
static bool pauses(const struct numbering *n, size_t at, unsigned last)
{
	if (n->steps[n->order[at]].thread != last || at + 1 == n->count)
		return false;
	for (size_t i = at + 1; i < n->count; i++)
		if (n->steps[n->order[i]].thread == last)
			return false;
	return true;
}

size_t graph_report_replay_steps(const struct engine_step *steps, const unsigned *order, size_t count, unsigned last,
				 char *bytes, size_t size)
{
	struct replay_text text = {bytes, size, 0};
	struct numbering n = {steps, order, count, NULL};
	unsigned last_thread = THREADS_MAX;
	unsigned next = 0;

	n.event_of = calloc(one_past_highest(order, count) + 1u, sizeof *n.event_of);
	if (!n.event_of)
		return size;
	for (size_t i = 0; i < count; i++) {
		const struct engine_step *step = &steps[order[i]];

		n.event_of[order[i]] = next;
		next += !has_event(step) ? 0 : step->op.kind == OPERATION_UPDATE && step->writes ? 2 : 1;
	}
	replay_put_char(&text, 'o');
	for (size_t i = 0; i < count; i++) {
		const struct engine_step *step = &steps[order[i]];

		if (!has_event(step))
			continue;
		if (step->thread != last_thread) {
			replay_put_field(&text, ',', step->thread);
			replay_put_char(&text, ':');
		} else {
			replay_put_char(&text, '.');
		}
		last_thread = step->thread;
		put_step(&text, &n, step);
		if (pauses(&n, i, last))
			replay_put_char(&text, 'p');
	}
	free(n.event_of);
	return text.length;
}
