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
 * In place. An enabling write U revisits a waiting read W; the running execution would go on with W staying behind U.
 * Instead the revisit is done in the running execution, nothing being pushed, if
 *  - the location is a *chain*: U is the newest of its writes and (po | rf)-after the one before it,
 *  - nothing goes: all that was added after W is (po | rf)-before U, or U itself, so that the graph with W reading U
 *    is the one at hand, and
 *  - W is the only one that U lets go on, and nothing before U has.
 * The branch in which W stays would be barren but for revisits that U does not survive:
 *  - There W never goes on. A later write revisits W only if W is maximally added, so U must be neither before W in the
 *    order of insertion (it is not) nor porf-before the later write; but the later write comes after U in modification
 *    order and so, on a chain, after it in porf. So all its executions end with W stale.
 *  - A revisit there of a read R by a later write X that needs U (U porf-before X) keeps U, and W stale, or removes W;
 *    the latter takes W to be maximal, which it is not. What is left is an X that does not need U. U goes, R being older
 *    than W or among what U needs; and W goes too, or waits again on its base.
 *  - These revisits are done from the branch that is followed, each once, with the same result: W keeps its base there,
 *    and when U goes it counts as the waiting read that it was (read_is_maximal, RECORD_WAITED), or if it stays waits
 *    again (graph_work_push_cut). What W's thread has done since is porf-after U, so goes, and X does not need it.
 * If something goes, none of this is so: what was added between W and U and goes is added again after U, and its
 * revisits of what U needs have been done from the other branch. Then W is revisited as any read is.
 * Virtual locations are chains by the way the runtime lowers primitives to updates; the plain writes that there are
 * (unlocking, initialising) are made by who holds the lock or before all others. Uses that break this are misuse, which
 * the runtime reports.
 *
 * tests/oracle compares executions with the shortcut and without on generated programs. The idea of revisiting locks in
 * place is GenMC's; the base and the argument are ours. */
#ifndef AGX_EXPLORE_GRAPH_WAIT_H
#define AGX_EXPLORE_GRAPH_WAIT_H

#include "explore/graph_events.h"

/* The waiting read that WRITE, just added with its value, lets go on in place; EVENT_NONE. */
event_id graph_wait_in_place(event_id write);

/* Let READ, found by graph_wait_in_place(), go on. */
void graph_wait_release(event_id read, event_id write);

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
