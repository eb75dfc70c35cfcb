/* SPDX-License-Identifier: MIT */
/* The graph grows: the forward half of TruSt (graph_revisit.h is the other). A read is tried with every write that
 * coherence lets it read, a write at every place; the newest is what the running execution goes on with, the others
 * are pushed as graphs of their own if the memory model allows them.
 *
 * An update's read may also read what another update has read already, if its write then revisits that one: it steals.
 * Both cannot stand in one graph, so stealing is done when the read is added: the write is added too, for the time of
 * its revisits, and no execution is wasted on the attempt. */
#ifndef AGX_EXPLORE_GRAPH_EXTEND_H
#define AGX_EXPLORE_GRAPH_EXTEND_H

#include "explore/graph_events.h"

/* Each adds the event of OP to the thread that runs, whose turn it is, and returns it. SIGNATURE is OP's. */
event_id graph_extend_read(const struct operation *op, uint16_t location, uint32_t signature);
event_id graph_extend_update(const struct operation *op, event_id read, uint32_t signature);
event_id graph_extend_choice(const struct operation *op, uint32_t signature);
event_id graph_extend_other(const struct operation *op, enum event_kind kind, uint32_t signature);

/* A write, in two steps: between them the program makes it itself, if it is a plain one, and the second learns its
 * value. */
event_id graph_extend_write(const struct operation *op, uint16_t location, uint32_t signature);
void graph_extend_written(event_id write);

/* ID has happened, added or repeated. */
void graph_happen(event_id id);

/* The same for one whose clocks are known. */
void graph_enter(event_id id);

/* ID is a write that has happened: let memory hold what is newest. */
void graph_to_memory(event_id id);

/* End the execution if memory does not hold what the newest write that happened left there: somebody has written it
 * without telling. */
void graph_check_memory(const struct location *location, const void *pc);

#endif
