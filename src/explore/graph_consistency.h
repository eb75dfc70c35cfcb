/* SPDX-License-Identifier: MIT */
/* Does the memory model allow what was just added?
 *
 * Coherence (RC11: irreflexive(hb; eco?)) and atomicity hold by construction: a read or write is only ever tried at
 * positions at or above coherence_bound(). What remains is global: SC wants po | rf | mo | fr acyclic, RC11 wants psc
 * acyclic. Both are checked for the new events alone: the graph was consistent before, a new event is the last of its
 * thread, so a new cycle leaves it by mo or fr, towards a later write of its location. The check walks backwards from
 * the new event and looks whether it meets such a write; where there is none, nothing is to be checked.
 *
 * RC11 is that of Lahav et al., PLDI 2017, section 3, but for scb: instead of po|!=loc; hb; po|!=loc it has
 * po; hb; po, as GenMC does. That relates more, so a few outcomes that the paper allows are not explored (of Z6.U 22
 * executions instead of 24). */
#ifndef AGX_EXPLORE_GRAPH_CONSISTENCY_H
#define AGX_EXPLORE_GRAPH_CONSISTENCY_H

#include "explore/graph_events.h"

/* What to check. KEPT restricts the graph to the first so many events of each thread, a set that has with each event
 * its porf-predecessors. READ and WRITE are new, each the last kept of its thread (or WRITE is read by READ); one of
 * them may be EVENT_NONE. READ's source, order and hb are set. */
struct addition {
	const struct clock *kept;
	event_id read;
	event_id write;
};

bool graph_consistent(const struct addition *addition);

/* The least position that an access to LOCATION may have after all that comes before it according to CLOCK. */
unsigned coherence_bound(const struct location *location, const struct clock *clock);

/* The clock that coherence of the model goes by: hb, or under SC porf. */
static inline const struct clock *coherence_clock(const struct graph_thread *thread)
{
	return graph.model == MEMORY_SC ? &thread->porf : &thread->hb;
}

bool consistent_sc(const struct addition *addition);
bool consistent_rc11(const struct addition *addition);

/* Is there a write of the location of ID, kept, at a position above its own? */
bool has_later_write(event_id id, const struct clock *kept);

/* The last access of THREAD to LOCATION whose index is below LIMIT; EVENT_NONE. */
static inline event_id access_before(const struct location *location, unsigned thread, unsigned limit)
{
	event_id access = location->last[thread];

	while (access != EVENT_NONE && graph.events[access].index >= limit)
		access = graph.events[access].previous_here;
	return access;
}

/* The same, of those with a position below POSITION: within a thread positions never fall (coherence). */
static inline event_id access_below(event_id access, unsigned position)
{
	while (access != EVENT_NONE && graph_position(access) >= position)
		access = graph.events[access].previous_here;
	return access;
}

#endif
