/* SPDX-License-Identifier: MIT */
/* Clocks of the graph's events, each computed when its event happens, from those before it: C11's happens-before
 * (hb), and (po | rf)+ (porf), which TruSt's revisits respect.
 *
 * A write releases its thread's hb if its order releases, else what the thread's last release fence saw; the write of
 * an update releases besides what the write that it read does: it continues that one's release sequence. Only
 * updates do, as in C++20; RC11 as published and C11 let later relaxed writes of the same thread continue it too. So a
 * program that relies on those is reported, and none that is reported right is missed. */
#ifndef AGX_EXPLORE_GRAPH_CLOCK_H
#define AGX_EXPLORE_GRAPH_CLOCK_H

#include "explore/graph_events.h"

/* Compute the clocks of ID, whose record and event are complete, and make them its thread's. */
void graph_clock_advance(event_id id);

/* Write to RET_HB what hb of READ were if it read SOURCE with ORDER, without changing anything. */
void graph_clock_of_read(event_id read, event_id source, enum order order, struct clock *ret_hb);

/* After graph_clock_advance() on the fiber of the thread: tell the runtime (struct thread) what happens before. */
void graph_clock_tell(event_id id);

/* A thread begins with the clocks of its CREATE. */
void graph_clock_begin(unsigned child, event_id create);

static inline void clock_join(struct clock *clock, const struct clock *other)
{
	for (unsigned base = 0; base < graph.lanes; base += 8) {
		for (unsigned i = base; i < base + 8; i++) {
			uint16_t a = clock->of[i];
			uint16_t b = other->of[i];

			clock->of[i] = a > b ? a : b;
		}
	}
}

static inline void clock_copy(struct clock *clock, const struct clock *other)
{
	for (unsigned base = 0; base < graph.lanes; base += 8)
		__builtin_memcpy(&clock->of[base], &other->of[base], 8 * sizeof *clock->of);
}

#endif
