/* SPDX-License-Identifier: MIT */
/* Which thread goes next. First all that is in the graph is repeated, in any order in which a read comes after the
 * write that it reads, or in the order that a replay string asks for. Then the graph grows; the choice depends on the graph alone, as TruSt asks:
 *  1. who has read for an update and must write;
 *  2. who keeps a waiting read from going on (the holder of the lock), the oldest such read first;
 *  3. the lowest number that can move;
 *  4. the lowest number whose update cannot happen: it becomes a waiting read.
 * When there is none the execution has ended. */
#ifndef AGX_EXPLORE_GRAPH_SCHEDULE_H
#define AGX_EXPLORE_GRAPH_SCHEDULE_H

#include "explore/graph_events.h"

/* The thread is about to do OP, which is not in the graph; returns when it may. */
void graph_take_turn(struct operation *op);

/* The thread cannot go on for now, or ever: its status says why. Returns when it has been let go on. */
void graph_give_way(void);

/* Returns when EVENT, of the graph, has happened. */
void graph_wait_for(event_id event);

/* The running thread goes on when all that is to be repeated has been. */
void graph_pause(void);

#endif
