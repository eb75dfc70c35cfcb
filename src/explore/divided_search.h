/* SPDX-License-Identifier: MIT */
/* A search by several processes, and one that can be interrupted and gone on with. This process does not explore: it forks
 * those that do, for a *round*, and puts together what they hand back. A round ends when there is nothing left to do, when
 * it must (a bound, Ctrl-C), when a checkpoint is due, or when a location was promoted; each of its processes then hands
 * back what it has found and what it has not begun, so between rounds the whole search is one struct search_state.
 *
 * Items are independent of each other (engine.h), and each is run by exactly one process, so what is explored and what is
 * counted is the same however they are spread. A process that dies takes its items with it: the result says STOP_LOST, and
 * nobody may take such a search for a complete one. */
#ifndef AGX_EXPLORE_DIVIDED_SEARCH_H
#define AGX_EXPLORE_DIVIDED_SEARCH_H

#include "explore/explorer.h"

struct division {
	unsigned jobs;            /* processes; 1 to SEARCH_JOBS_MAX */
	const char *checkpoint;   /* go on from this file if it is there, and keep it up to date; NULL */
	double checkpoint_seconds; /* how often; 0: CHECKPOINT_SECONDS */
	const char *identity;     /* options that decide what is explored, as text */
};

enum { CHECKPOINT_SECONDS = 10 };

enum division_problem { DIVISION_DONE, DIVISION_REFUSED, DIVISION_BAD_CHECKPOINT };

/* As explorer_run(), which see. Call from a process with one thread that has not explored anything. The checkpoint is
 * removed when the search has ended, by itself or with as many findings as were wanted. *RET_PROBLEM is why it was not
 * done, *RET_CPU_SECONDS what all processes used, those before the checkpoint included. */
enum division_problem divided_search_run(const struct explorer_options *options, const struct division *division,
					 int (*program)(void *), void *argument, struct explorer_result *ret_result,
					 double *ret_cpu_seconds, const char **ret_problem);

#endif
