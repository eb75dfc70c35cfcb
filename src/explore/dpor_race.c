// SPDX-License-Identifier: MIT
/* Which events of an execution could have come in the other order, and where the search must go back to see that.
 *
 * Let e' be an operation of thread p after events E, and e an earlier event of another thread on the same location
 * that e' depends on. The two can be exchanged if
 *  - e does not happen before p's operation before e' (else p would not be at e' yet), and
 *  - e' could have happened in the state before e: an operation that waits could only if the location's value then
 *    let it. The events between e and e' on the location either happen after e or are reads, so the value that e'
 *    would find is the one before e.
 * For an operation that does not wait, only the nearest such e matter, those with no event between them and e' in
 * happens-before: the others show up when the nearer ones are exchanged. (Happens-before is that of E: a compare-exchange
 * that fails at its place in E is a read there, though it may write where it is moved to.) An operation that waits is let
 * in by the very events between (the unlock between two locks), so there only another exchangeable event counts.
 *
 * The search then has to try v = (the events after e that do not happen after e), e' from the state before e: some
 * thread that can begin v (an initial) must be among those tried there (Definition 4.3 and Algorithm 1 of the paper). */
#include "explore/dpor_internal.h"

#include "base/assert.h"

#include <string.h>

static bool happens_before(const struct dpor_event *event, const uint32_t *clock)
{
	return event->index <= clock[event->thread];
}

static bool on_location(const struct operation *op)
{
	return op->kind == OPERATION_READ || op->kind == OPERATION_WRITE || op->kind == OPERATION_UPDATE;
}

static bool would_write(const struct operation *op, struct value value)
{
	return op->kind == OPERATION_WRITE || (op->kind == OPERATION_UPDATE && update_writes(op, value));
}

bool dpor_depends_on(const struct operation *op, const struct dpor_event *event)
{
	const struct dpor_location *location;

	if (!on_location(op) || event->location < 0)
		return false;
	location = dpor_location(op);
	if (location->number != event->location)
		return false;
	/* If the event is a read, the value is still what it was. */
	return event->writes || would_write(op, dpor_value(location, op->size));
}

void dpor_order(struct dpor_event *event)
{
	for (int i = event->previous; i >= 0; i = dpor.events[i].previous) {
		const struct dpor_event *earlier = &dpor.events[i];

		if (event->writes || earlier->writes)
			clock_join(event->clock, earlier->clock);
		if (earlier->writes)
			break; /* what is before a write happens before it */
	}
}

/* The events of v: by number, and the thread's own operation as the last. */
struct continuation {
	int after;         /* e */
	int depth;         /* events in all */
	unsigned thread;   /* p */
	const struct operation *op;
	bool writes;       /* would it, in the state before e? */
	const uint32_t *before;
};

static bool in_continuation(const struct continuation *v, int i)
{
	const struct dpor_event *e = &dpor.events[v->after];

	return i > v->after && dpor.events[i].clock[e->thread] < e->index;
}

/* Does event I of v happen before its last operation? */
static bool before_last(const struct continuation *v, int i)
{
	const struct dpor_event *event = &dpor.events[i];

	if (event->thread == v->thread || happens_before(event, v->before))
		return true;
	if (event->location != dpor.events[v->after].location)
		return false;
	return event->writes || v->writes;
}

static bool is_initial(const struct continuation *v, int i)
{
	const uint32_t *clock = dpor.events[i].clock;

	for (int j = v->after + 1; j < i; j++)
		if (in_continuation(v, j) && happens_before(&dpor.events[j], clock))
			return false;
	return true;
}

static thread_set initials(const struct continuation *v)
{
	thread_set seen = 0;
	thread_set set = 0;
	bool last = true;

	for (int i = v->after + 1; i < v->depth; i++) {
		thread_set bit = UINT32_C(1) << dpor.events[i].thread;

		if (!in_continuation(v, i))
			continue;
		if (!(seen & bit) && is_initial(v, i))
			set |= bit;
		seen |= bit;
		last = last && !before_last(v, i);
	}
	return last ? set | UINT32_C(1) << v->thread : set;
}

static void explore_reversed(const struct continuation *v)
{
	struct dpor_node *node = &dpor.nodes[v->after];
	thread_set set = initials(v);
	thread_set own = UINT32_C(1) << v->thread;

	AGX_ASSERT(set != 0);
	/* What a sleeping or finished thread begins was explored already. */
	if (set & (node->backtrack | node->sleep | node->done))
		return;
	node->backtrack |= set & own ? own : set & -set;
}

/* Is there an event of the location between E and the end that happens after E and that OP depends on? */
static bool has_between(const struct dpor_event *e, int number, int last, bool writes)
{
	for (int i = last; i > number; i = dpor.events[i].previous) {
		const struct dpor_event *between = &dpor.events[i];

		if ((writes || between->writes) && between->clock[e->thread] >= e->index)
			return true;
	}
	return false;
}

static bool after_a_race(const struct dpor_event *e, const int *races, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (dpor.events[races[i]].clock[e->thread] >= e->index)
			return true;
	return false;
}

/* The newest event on OP's location below DEPTH. */
static int newest_below(const struct operation *op, int depth)
{
	int i = dpor_location(op)->last;

	while (i >= depth)
		i = dpor.events[i].previous;
	return i;
}

void dpor_reverse_races(unsigned thread, const struct operation *op, const uint32_t *before, int depth)
{
	bool waits = op->kind == OPERATION_UPDATE && update_waits(op->update);
	bool writes_now;
	int races[DPOR_RACES_MAX];
	size_t count = 0;
	int last;

	if (!on_location(op))
		return;
	last = newest_below(op, depth);
	writes_now = would_write(op, dpor_value(dpor_location(op), op->size));
	for (int i = last; i >= 0 && count < DPOR_RACES_MAX; i = dpor.events[i].previous) {
		const struct dpor_event *e = &dpor.events[i];
		bool writes = waits ? would_write(op, e->old) : writes_now;

		if (e->thread == thread || happens_before(e, before) || (!e->writes && !writes))
			continue;
		if (op->kind == OPERATION_UPDATE && !update_enabled(op, e->old))
			continue;
		if (after_a_race(e, races, count) || (!waits && has_between(e, i, last, writes)))
			continue;
		races[count++] = i;
	}
	AGX_ASSERT(count < DPOR_RACES_MAX);
	for (size_t i = 0; i < count; i++) {
		struct continuation v = {races[i], depth, thread, op, would_write(op, dpor.events[races[i]].old), before};

		explore_reversed(&v);
	}
}
