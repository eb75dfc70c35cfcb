/* SPDX-License-Identifier: MIT */
/* Graphs still to be explored: a stack of items, each the records of one graph, 16 bytes an event. Items hold no
 * addresses of ours, so processes of one program image can hand them to each other.
 *
 * offset  bytes  meaning
 *      0      8  share of the search (double): of 1, how much lies below this item
 *      8      4  number of records
 *     12      4  0
 *     16   16 n  the records, in the order of insertion
 *
 * Depth-first, the newest first: the stack holds at most the alternatives along one branch. */
#ifndef AGX_EXPLORE_GRAPH_WORK_H
#define AGX_EXPLORE_GRAPH_WORK_H

#include "explore/graph_events.h"

/* Forget all items. */
void graph_work_clear(void);

/* Push what is in RECORDS. */
void graph_work_push(const struct record *records, unsigned count);

/* Push the graph as it is; its dead events and holes in the numbering are left out. */
void graph_work_push_all(void);

/* Push the graph restricted to KEPT (as in struct addition), where READ reads WRITE, or if WAITS waits on it. A read
 * that has got its value in place from a write that is not kept waits again. BASE as READ's record wants it:
 * with KEEPS_BASE the read goes on counting as one that waited. */
struct graph_cut {
	const struct clock *kept;
	event_id read;
	event_id write;
	bool waits;
	bool keeps_base;
};
void graph_work_push_cut(const struct graph_cut *cut);

/* Take the newest item: its records become the graph (graph_adopt). False when there is none. */
bool graph_work_pop(void);

/* The run that took the last item has ended: share its part of the search among it and what it pushed. */
void graph_work_account(void);

/* For struct engine_items. An item that was not written by graph_work_give() or graph_work_root() is refused. */
void graph_work_forget(void);
size_t graph_work_root(void *buffer, size_t bytes);
bool graph_work_accept(const void *buffer, size_t bytes);
unsigned graph_work_count(void);
size_t graph_work_bytes_max(void);
size_t graph_work_give(void *buffer, size_t bytes);
double graph_work_left(void);

/* Most items that were on the stack at once, and their bytes now reserved. */
unsigned graph_work_items_most(void);
size_t graph_work_bytes(void);

#endif
