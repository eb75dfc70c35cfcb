/* SPDX-License-Identifier: MIT */
/* Backward revisits of TruSt (Kokologiannakis, Marmanis, Gladstein, Vafeiadis, "Truly stateless, optimal dynamic
 * partial order reduction", POPL 2022, section 3, algorithm 1).
 *
 * A read takes its value from the writes that are there when it is added. A write that comes later may be read by it
 * too: the write *revisits* the read. All events added after the read go that are not (po | rf)-before the write. The
 * same smaller graph would arise from every way in which those events may have been added; so the revisit is done from
 * one alone, that in which the read and all that goes were *maximally added*: each read the newest write that there
 * was, each write was put last, nothing had been revisited by what goes. */
#ifndef AGX_EXPLORE_GRAPH_REVISIT_H
#define AGX_EXPLORE_GRAPH_REVISIT_H

#include "explore/graph_events.h"

/* Push a graph for each read that WRITE, the newest event and linked into modification order, can revisit, at every
 * position that WRITE can have then; but for IN_PLACE, which will read it in the running execution (graph_wait.h), or
 * EVENT_NONE. BOUND is the least position that coherence leaves WRITE (ignored for the write of an update, whose place
 * is given). */
void graph_revisit(event_id write, unsigned bound, event_id in_place);

#endif
