/* SPDX-License-Identifier: MIT */
/* How the processes of one search hand each other work, in memory that they share.
 *
 * A process without an item is hungry: it sets its bit in one word and sleeps on its inbox. One that has more than it
 * needs clears the bit of a hungry one, which makes it the only one that may fill that inbox, and puts its oldest item
 * there. As the word holds all the bits, the search is over at the moment at which the last bit is set: nobody has an
 * item, and no inbox is about to be filled, since who fills one is not hungry.
 *
 *	work_share_begin_round(share);                       // before the processes are forked
 *	while (!work_share_is_over(share)) {                 // in process SELF
 *		if (items->count() == 0) {
 *			item = work_share_wait(share, self, &size);
 *			if (item == NULL) break;             // over, and nothing is on its way
 *			items->accept(item, size);
 *			work_share_emptied(share, self);
 *		}
 *		... run one execution ...
 *		work_share_feed(share, self, items);
 *	}
 *
 * Any process may end the round; all then keep what items they have and hand them back. */
#ifndef AGX_EXPLORE_WORK_SHARE_H
#define AGX_EXPLORE_WORK_SHARE_H

#include "explore/engine.h"
#include "explore/search_state.h"

#include <stdatomic.h>

enum share_over {
	OVER_NOT,
	OVER_DONE,       /* there is no item left */
	OVER_PAUSE,      /* the round: for a checkpoint, a time limit, Ctrl-C */
	OVER_PROMOTED,   /* a location was promoted: the search begins again */
	OVER_FINDINGS,   /* as many as were asked for */
	OVER_EXECUTIONS, /* likewise */
};

struct work_share;

/* For PROCESSES of them and items of BYTES_MAX; NULL: no memory. Never freed. */
struct work_share *work_share_new(unsigned processes, size_t bytes_max);

/* Bounds on all processes together; 0: none. */
void work_share_bound(struct work_share *share, uint64_t runs_max, unsigned findings_max);

/* Items that one process has given another so far. */
uint64_t work_share_handed_over(const struct work_share *share);

/* Numbers of threads that all processes agree on (runtime_children_share). */
_Atomic uint16_t *work_share_children(struct work_share *share);

/* No process runs. */
void work_share_begin_round(struct work_share *share);

/* End the round, if it has not ended for another reason. */
void work_share_end_round(struct work_share *share, enum share_over why);
enum share_over work_share_over(const struct work_share *share);

/* A process has died: nobody waits for what it may have been about to hand over. */
void work_share_give_up(struct work_share *share);

/* Of process SELF. */

/* May one more execution be run? */
bool work_share_reserve_run(struct work_share *share);
/* KEY (findings_key) was found. True: that is enough of them. */
bool work_share_found(struct work_share *share, uint64_t key);
/* Give an item of ITEMS, if there is one beside that which comes next, to a process that has none. */
void work_share_feed(struct work_share *share, const struct engine_items *items);
/* Be hungry until there is an item in SELF's inbox, *RET_SIZE bytes, or the round is over (NULL). */
const void *work_share_wait(struct work_share *share, unsigned self, size_t *ret_size);
void work_share_emptied(struct work_share *share, unsigned self);

/* For progress: what SELF has done in this round. */
struct work_told {
	uint64_t executions;
	uint64_t pending;
	struct search_share left; /* engine_items.left */
};
void work_share_tell(struct work_share *share, unsigned self, const struct work_told *told);
/* The sum over all processes. */
struct work_told work_share_ask(const struct work_share *share);

#endif
