// SPDX-License-Identifier: MIT
#include "explore/graph_consistency.h"

#include "base/assert.h"

bool has_later_write(event_id id, const struct clock *kept)
{
	const struct location *location = &graph.locations[graph.events[id].location];

	for (unsigned p = location->count; p > graph_position(id); p--) {
		if (graph_within(location->writes[p - 1], kept))
			return true;
	}
	return false;
}

bool graph_consistent(const struct addition *addition)
{
	AGX_ASSERT(addition->read != EVENT_NONE || addition->write != EVENT_NONE);
	/* What reads WRITE has no successor that WRITE has not. */
	if (!has_later_write(addition->write != EVENT_NONE ? addition->write
							   : addition->read,
			     addition->kept))
		return true;
	if (graph.model == MEMORY_SC)
		return consistent_sc(addition);
	return consistent_rc11(addition);
}

unsigned coherence_bound(const struct location *location, const struct clock *clock)
{
	unsigned bound = 0;

	for (unsigned t = 0; t < graph.top; t++) {
		event_id access;

		if (clock->of[t] == 0 || location->last[t] == EVENT_NONE)
			continue;
		access = access_before(location, t, clock->of[t]);
		if (access != EVENT_NONE && graph_position(access) > bound)
			bound = graph_position(access);
	}
	return bound;
}
