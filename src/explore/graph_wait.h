/* SPDX-License-Identifier: MIT */
/* Updates that wait (update_waits): locks, semaphores, conditions, barriers.
 *
 * A thread whose update cannot happen now is scheduled after all that can move (graph_schedule.h), so most waiting
 * never shows in the graph. It does in two cases: nobody else can move; or a write revisits the read of an update and
 * does not let it go on (somebody else took the lock first). Then the read is in the graph, in its place in the order
 * of insertion, but *waiting*: it is no access, and it remembers as its *base* the newest write of its location there
 * was when it began to wait.
 *
 * A waiting read counts as maximally added (graph_revisit.h) while nothing that stays could have let it go on: no
 * enabling write after its base. When an enabling write comes, it revisits the waiting read; whoever goes on without
 * that is stale, and an execution that ends with a stale read is redundant: the read could have gone on.
 *
 * In place. On a *chain*, a location whose every write has its predecessor in modification order among what is
 * (po | rf)-before it, the branch in which a waiting read W stays behind an enabling write U is barren, and only the
 * one in which U revisits W is followed, in the running execution:
 *  - In the barren branch W never goes on. A later write revisits W only if W is maximally added, so U must be neither
 *    before W in the order of insertion (it is not) nor porf-before the later write; but the later write comes after U
 *    in modification order and so, on a chain, after it in porf.
 *  - So all that the branch could give are executions that end with W stale, and revisits of a read older than W, for
 *    which W and U both go. The latter are done from the branch that is followed: W keeps its base there, and when U
 *    goes it counts as the waiting read that it was (read_is_maximal, RECORD_WAITED); if W stays, it waits again.
 *  - Of several waiting reads that U lets go the oldest is taken. In a branch where a younger one is, the oldest stays
 *    behind U and that is barren as above. The younger ones are taken out, as a revisit of the oldest takes out all
 *    that is younger, and issue their operation again.
 * Virtual locations are chains by the way the runtime lowers primitives to updates; the plain writes that there are
 * (unlocking, initialising) are made by who holds the lock or before all others. Uses that break this are misuse, which
 * the runtime reports.
 *
 * The idea of revisiting locks in place is GenMC's; the base and the argument are ours. */
#ifndef AGX_EXPLORE_GRAPH_WAIT_H
#define AGX_EXPLORE_GRAPH_WAIT_H

#include "explore/graph_events.h"

/* The oldest waiting read that WRITE, just added, lets go on and that should be revisited in place; EVENT_NONE. */
event_id graph_wait_oldest(event_id write);

/* Let READ, found by graph_revisit() to be revisitable by WRITE, go on in place. If more would have to be undone than
 * waiting reads, push that graph instead and end the execution as redundant. */
void graph_wait_release(event_id read, event_id write);

/* Push the graph in which WRITE lets READ go on. */
void graph_wait_push(event_id read, event_id write);

/* Could waiting READ have gone on? */
bool graph_wait_is_stale(event_id read);

/* The order of a READ or of the read of an UPDATE, when it reads VALUE. */
static inline uint8_t read_order(const struct operation *op, struct value value)
{
	if (op->kind == OPERATION_UPDATE && !update_writes(op, value))
		return op->failure_order;
	return op->order;
}

#endif
