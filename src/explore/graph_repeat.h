/* SPDX-License-Identifier: MIT */
/* The part of an execution that the graph already holds is repeated: each thread does its recorded events in order, a
 * read waits until what it reads has happened and gets that value. */
#ifndef AGX_EXPLORE_GRAPH_REPEAT_H
#define AGX_EXPLORE_GRAPH_REPEAT_H

#include "explore/graph_events.h"

/* What tells one operation of a program from another, the value read apart; never 0. */
uint32_t graph_signature(const struct operation *op);

/* Has the running thread something to repeat? */
static inline bool graph_repeats(void)
{
	const struct graph_thread *thread = &graph.threads[runtime_self()];

	return thread->done < thread->length;
}

/* Each does the running thread's next recorded event, which must be OP's; a difference ends the execution with
 * OUTCOME_NONDETERMINISM. */
event_id graph_repeat_read(const struct operation *op, uint16_t location, uint32_t signature);
event_id graph_repeat_write(const struct operation *op, uint16_t location, uint32_t signature);
event_id graph_repeat_update(const struct operation *op, event_id read, uint32_t signature);
event_id graph_repeat_other(const struct operation *op, enum event_kind kind, uint32_t signature);

#endif
