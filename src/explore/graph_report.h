/* SPDX-License-Identifier: MIT */
/* What the graph engine tells of an execution: its steps, and a string that makes it happen again.
 *
 * The string is the graph, its events in groups by thread, in the order of insertion ("g") or in an order in which they
 * are made to happen ("o"):
 *
 *	string = ( "g" | "o" ) { "," thread ":" event { "." event } }
 *	event  = what [ "p" ]            with "p" the thread pauses after it until all else has happened
 *	what   = "r" SOURCE             read of event SOURCE - 1; 0: of the initial value
 *	       | "r" SOURCE "b" BASE    the same; it had waited on event BASE - 1
 *	       | "q" BASE               a read that waits
 *	       | "w" POSITION [ "a" N ] write at POSITION in modification order; of an update's alternatives number N
 *	       | "f"                    fence
 *	       | "c" THREAD             creates it
 *	       | "j" EXIT               joins, EXIT - 1 being the event that ends the thread
 *	       | "e"                    end of the thread
 *	       | "h" N                  choice
 *	       | "b"                    goes no further
 *
 * with numbers in decimal. */
#ifndef AGX_EXPLORE_GRAPH_REPORT_H
#define AGX_EXPLORE_GRAPH_REPORT_H

#include "explore/engine.h"

#include <stddef.h>

/* As struct engine says. */
size_t graph_report_steps(struct engine_step *steps, size_t max);
struct engine_gap graph_report_gap(unsigned other, uint32_t epoch, unsigned thread);
size_t graph_report_replay(char *text, size_t bytes);
size_t graph_report_replay_steps(const struct engine_step *steps, const unsigned *order, size_t count, unsigned last,
				 char *text, size_t bytes);

/* Make the graph of TEXT the one to be repeated. Returns NULL, or why TEXT is none. */
const char *graph_report_parse(const char *text);

#endif
