// SPDX-License-Identifier: MIT
/* RC11's psc (Lahav et al., PLDI 2017, section 3): with Esc the seq_cst events and Fsc the seq_cst fences,
 *
 *	scb = po | po; hb; po | hb|loc | mo | fr
 *	psc = ([Esc] | [Fsc]; hb?); scb; ([Esc] | hb?; [Fsc])  |  [Fsc]; (hb | hb; eco; hb); [Fsc]
 *
 * must be acyclic. The events from which one is reached by psc are described by three clocks, since what a thread
 * does before a reached event is reached too:
 *
 *	access  seq_cst accesses below it are reached
 *	fence   seq_cst fences below it are reached
 *	under   events below it happen before a reached fence, or are it
 *
 * The walk raises them until nothing changes; each event is looked at once in each role. Programs without seq_cst
 * accesses or fences before the new event never come here.
 *
 * A new event can make a cycle in two ways, and each is walked by itself: as a seq_cst access, whose own edge leads to an
 * event that reaches it; or in the middle of an edge that starts at a fence before it and leads to an event that
 * reaches such a fence. To have one walk for both refuses executions: what reaches the access need not reach the
 * fence. */
#include "base/assert.h"
#include "explore/graph_clock.h"
#include "explore/graph_consistency.h"

struct psc_walk {
	const struct addition *addition;
	event_id id;    /* the new event that a cycle would go through */
	bool of_fences; /* by an edge that starts at a fence before it; else by its own */
	struct clock access, access_done;
	struct clock fence, fence_done;
	struct clock under, under_done;
};

static bool is_seq_cst(event_id id)
{
	return graph.events[id].order == ORDER_SEQ_CST;
}

static bool is_access(event_id id)
{
	return graph.records[id].kind == EVENT_READ ||
	       graph.records[id].kind == EVENT_WRITE;
}

static bool after_seq_cst_fence(event_id id)
{
	for (unsigned t = 0; t < graph.top; t++) {
		if (graph.hb[id].of[t] > graph.first_fence[t])
			return true;
	}
	return false;
}

/* Is ID the new event, and does mo or fr from it make an edge of psc of the kind that is looked for? */
static bool closes_cycle(const struct psc_walk *walk, event_id id, bool fences_only)
{
	if (id != walk->id)
		return false;
	return walk->of_fences ? after_seq_cst_fence(id) : !fences_only && is_seq_cst(id);
}

static void raise_to(uint16_t *limit, unsigned value)
{
	if (*limit < value)
		*limit = (uint16_t)value;
}

/* ACCESS and the earlier ones of its thread to the location have an edge to what is reached: of the fences those that
 * happen before it, of the accesses the last that is seq_cst, and so all before that. */
static void reach(struct psc_walk *walk, event_id access, bool fences_only)
{
	uint16_t *limit = &walk->access.of[graph.records[access].thread];

	clock_join(&walk->fence, &graph.hb[access]);
	if (fences_only)
		return;
	for (event_id id = access; id != EVENT_NONE; id = graph.events[id].previous_here) {
		if (graph.events[id].index < *limit)
			return;
		if (is_seq_cst(id)) {
			raise_to(limit, graph.events[id].index + 1u);
			return;
		}
	}
}

/* By mo and fr to POSITION of LOCATION. Returns false on a cycle. */
static bool walk_below(struct psc_walk *walk, const struct location *location,
		       unsigned position, bool fences_only)
{
	for (unsigned t = 0; t < graph.top; t++) {
		event_id access = access_below(
			access_before(location, t, walk->addition->kept->of[t]), position);

		if (access == EVENT_NONE)
			continue;
		if (closes_cycle(walk, access, fences_only))
			return false;
		reach(walk, access, fences_only);
	}
	return true;
}

/* hb|loc to ID. */
static void walk_same_location(struct psc_walk *walk, event_id id)
{
	const struct location *location = &graph.locations[graph.events[id].location];
	unsigned self = graph.records[id].thread;

	for (unsigned t = 0; t < graph.top; t++) {
		unsigned limit = t == self ? graph.events[id].index : graph.hb[id].of[t];
		event_id access = access_before(location, t, limit);

		if (access != EVENT_NONE)
			reach(walk, access, false);
	}
}

/* A thread's event followed by another one that CLOCK covers, which is what po; hb asks of it. */
static void reach_followed(struct psc_walk *walk, const struct clock *clock)
{
	for (unsigned t = 0; t < graph.top; t++) {
		if (clock->of[t] > 0)
			raise_to(&walk->access.of[t], clock->of[t] - 1u);
	}
	clock_join(&walk->fence, clock);
}

static bool walk_access(struct psc_walk *walk, event_id id)
{
	unsigned self = graph.records[id].thread;
	unsigned index = graph.events[id].index;

	raise_to(&walk->access.of[self], index);
	/* A thread begins with an event of its own, which its creation happens before. */
	if (index > 0)
		reach_followed(walk, &graph.hb[graph.threads[self].events[index - 1]]);
	else if (graph.threads[self].created_by != EVENT_NONE)
		reach_followed(walk, &graph.hb[graph.threads[self].created_by]);
	walk_same_location(walk, id);
	if (graph.records[id].kind != EVENT_WRITE)
		return true;
	return walk_below(walk, &graph.locations[graph.events[id].location],
			  graph.records[id].position, false);
}

static void walk_fence(struct psc_walk *walk, event_id id)
{
	clock_join(&walk->under, &graph.hb[id]);
	reach_followed(walk, &graph.hb[id]);
}

/* ID happens before a reached fence. */
static bool walk_under(struct psc_walk *walk, event_id id)
{
	const struct location *location;
	event_id source;

	if (!is_access(id))
		return true;
	AGX_ASSERT_SLOW(!(graph.records[id].flags & RECORD_WAITING)); /* nothing happens after it */
	location = &graph.locations[graph.events[id].location];
	walk_same_location(walk, id);
	if (graph.records[id].kind == EVENT_WRITE)
		return walk_below(walk, location, graph.records[id].position, false);
	source = graph.records[id].source;
	if (source == EVENT_NONE)
		return true;
	/* Only the new read may read from the new write, and it is its thread's last. */
	AGX_ASSERT_SLOW(source != walk->id);
	reach(walk, source, true);
	return walk_below(walk, location, graph.records[source].position, true);
}

static bool walk_thread(struct psc_walk *walk, unsigned t, bool *ret_more)
{
	const event_id *events = graph.threads[t].events;

	while (walk->access_done.of[t] < walk->access.of[t]) {
		event_id id = events[walk->access_done.of[t]++];

		*ret_more = true;
		if (is_access(id) && is_seq_cst(id) && !walk_access(walk, id))
			return false;
	}
	while (walk->fence_done.of[t] < walk->fence.of[t]) {
		event_id id = events[walk->fence_done.of[t]++];

		*ret_more = true;
		if (graph.records[id].kind == EVENT_FENCE && is_seq_cst(id))
			walk_fence(walk, id);
	}
	while (walk->under_done.of[t] < walk->under.of[t]) {
		*ret_more = true;
		if (!walk_under(walk, events[walk->under_done.of[t]++]))
			return false;
	}
	return true;
}

/* If all seq_cst events are accesses to the location of ID, coherence makes psc acyclic: along each of its edges the
 * position in modification order does not fall, along mo and fr it rises, and what is left, hb, has no cycle. */
static bool is_only_location(event_id id)
{
	return graph.seq_cst_location == LOCATIONS_MAX ||
	       graph.seq_cst_location == graph.events[id].location;
}

static bool walk_on(struct psc_walk *walk)
{
	for (bool more = true; more;) {
		more = false;
		for (unsigned t = 0; t < graph.top; t++) {
			if (!walk_thread(walk, t, &more))
				return false;
		}
	}
	return true;
}

/* Is there no cycle through ID? */
static bool consistent_at(const struct addition *addition, event_id id)
{
	struct psc_walk fences = {.addition = addition, .id = id, .of_fences = true};
	struct psc_walk accesses = {.addition = addition, .id = id};

	if (id == EVENT_NONE)
		return true;
	if (after_seq_cst_fence(id)) {
		clock_join(&fences.fence, &graph.hb[id]);
		if (!walk_on(&fences))
			return false;
	}
	return !is_seq_cst(id) || (walk_access(&accesses, id) && walk_on(&accesses));
}

bool consistent_rc11(const struct addition *addition)
{
	if (graph.seq_cst < 2 ||
	    is_only_location(addition->read != EVENT_NONE ? addition->read : addition->write))
		return true;
	return consistent_at(addition, addition->read) && consistent_at(addition, addition->write);
}
