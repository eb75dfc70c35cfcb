/* SPDX-License-Identifier: MIT */
/* Graphs still to be explored: a stack of items, each the records of one graph, 16 bytes an event. Items hold no
 * addresses of ours, so processes of one program image can hand them to each other.
 *
 * offset  bytes  meaning
 *      0      8  shares (float, float): of the search, which is 1, how much is taken to lie below this item, by two rules
 *      8      4  number of records
 *     12      4  0
 *     16   16 n  the records, in the order of insertion
 *
 * Depth-first, the newest first: the stack holds at most the alternatives along one branch.
 *
 * Shares: a run makes choices, one after the other (what a read reads, where a write goes, what it revisits), and each has
 * alternatives, which are the items; the run itself goes on with one more. By the one rule all items of a run, and the run,
 * get the same. By the other each choice is divided evenly, so an early one has more below it than all later ones together.
 * The first is soon too hopeful, as the last items, which come first, are the smallest; the second is too cautious. The
 * geometric mean of what they say is done was within a factor of two or three of the truth where it was compared. By both
 * the shares of all runs sum up to 1. */
#ifndef AGX_EXPLORE_GRAPH_WORK_H
#define AGX_EXPLORE_GRAPH_WORK_H

#include "explore/graph_events.h"

/* Forget all items. */
void graph_work_clear(void);

/* Push what is in RECORDS. */
void graph_work_push(const struct record *records, unsigned count);

/* Push the graph as it is. */
void graph_work_push_all(void);

/* Push the graph restricted to KEPT (as in struct addition), where READ reads WRITE, or if WAITS waits on it. A read
 * that has got its value in place from a write that is not kept waits again. */
struct graph_cut {
	const struct clock *kept;
	event_id read;
	event_id write;
	bool waits;
};
void graph_work_push_cut(const struct graph_cut *cut);

/* Take the newest item: its records become the graph (graph_adopt). False when there is none. */
bool graph_work_pop(void);

/* What is pushed from now on are alternatives of another choice. */
void graph_work_choice(void);

/* The run that took the last item has ended: its shares go to what it pushed, and its own part is done. */
void graph_work_account(void);

/* For struct engine_items. An item that was not written by graph_work_give() or graph_work_root() is refused. */
void graph_work_forget(void);
size_t graph_work_root(void *buffer, size_t bytes);
bool graph_work_accept(const void *buffer, size_t bytes);
unsigned graph_work_count(void);
size_t graph_work_bytes_max(void);
size_t graph_work_give(void *buffer, size_t bytes);
struct search_share graph_work_left(void);

/* Most items that were on the stack at once, and their bytes now reserved. */
unsigned graph_work_items_most(void);
size_t graph_work_bytes(void);

#endif
