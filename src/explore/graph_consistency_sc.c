// SPDX-License-Identifier: MIT
/* Sequential consistency: po | rf | mo | fr is acyclic.
 *
 * The events from which a given one is reached are, in each thread, the first so many: a clock. The walk raises it
 * until nothing changes; each event joins its porf clock at once, and only writes bring in more: what accesses their
 * location before them. */
#include "explore/graph_clock.h"
#include "explore/graph_consistency.h"

struct walk {
	const struct addition *addition;
	struct clock reached;
	struct clock done;
};

/* All that comes before WRITE by mo or fr. Returns false when the new event is among it. */
static bool walk_from_write(struct walk *walk, event_id write)
{
	const struct location *location = &graph.locations[graph.events[write].location];
	unsigned position = graph.records[write].position;

	for (unsigned t = 0; t < graph.top; t++) {
		event_id access = access_below(
			access_before(location, t, walk->addition->kept->of[t]), position);

		if (access == EVENT_NONE)
			continue;
		if (access == walk->addition->read || access == walk->addition->write)
			return false;
		if (graph.events[access].index >= walk->reached.of[t])
			clock_join(&walk->reached, &graph.porf[access]);
	}
	return true;
}

/* Raise to what lies before all that was reached. Returns false on a cycle. */
static bool walk_all(struct walk *walk)
{
	for (bool more = true; more;) {
		more = false;
		for (unsigned t = 0; t < graph.top; t++) {
			while (walk->done.of[t] < walk->reached.of[t]) {
				event_id id =
					graph.threads[t].events[walk->done.of[t]++];

				more = true;
				if (graph.records[id].kind == EVENT_WRITE &&
				    !walk_from_write(walk, id))
					return false;
			}
		}
	}
	return true;
}

/* What comes before ID in its thread, and what it reads. */
static void start_at(struct walk *walk, event_id id)
{
	unsigned self = graph.records[id].thread;
	const struct event *event = &graph.events[id];
	const struct graph_thread *thread = &graph.threads[self];

	if (event->index > 0)
		clock_join(&walk->reached,
			   &graph.porf[thread->events[event->index - 1]]);
	else if (thread->created_by != EVENT_NONE)
		clock_join(&walk->reached, &graph.porf[thread->created_by]);
	if (graph.records[id].kind == EVENT_READ &&
	    graph.records[id].source != EVENT_NONE &&
	    graph.records[id].source != walk->addition->write)
		clock_join(&walk->reached, &graph.porf[graph.records[id].source]);
}

/* A new cycle comes to a new event by po or rf: what is before a new write by mo or fr is so before the later write that
 * the cycle goes on to, and makes a cycle without it. */
bool consistent_sc(const struct addition *addition)
{
	struct walk walk = {.addition = addition};

	if (addition->read != EVENT_NONE)
		start_at(&walk, addition->read);
	if (addition->write != EVENT_NONE)
		start_at(&walk, addition->write);
	return walk_all(&walk);
}
