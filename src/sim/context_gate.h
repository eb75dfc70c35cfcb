/* SPDX-License-Identifier: MIT */
/* The context's own mutex in the fixes that have one. A word: 0 open, 1 taken.
 *
 * Not a pthread mutex, because leaving one costs a second locked instruction on every encoder call; here
 * leaving is a plain release store. The waiter yields: two threads meet in one context
 * only when the client shares an encoder or while a teardown runs, a few hundred nanoseconds at most.
 *
 * Excludes: calls on one encoder from each other and from its teardown. Never held across a wait, a
 * callback or another gate; the pool's lock may be taken inside it, not the other way round. */
#ifndef AGX_SIM_CONTEXT_GATE_H
#define AGX_SIM_CONTEXT_GATE_H

#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

/* No turns are counted: a loop whose states are all alike is one that an explorer of every execution can cut. */
static inline void context_gate_enter(_Atomic uint32_t *gate)
{
	/* pairs with the release in context_gate_leave() */
	while (atomic_exchange_explicit(gate, 1, memory_order_acquire) != 0) {
		while (atomic_load_explicit(gate, memory_order_relaxed) != 0)
			(void)sched_yield(); /* never fails on the systems we build for */
	}
}

static inline void context_gate_leave(_Atomic uint32_t *gate)
{
	atomic_store_explicit(gate, 0, memory_order_release);
}

#endif
