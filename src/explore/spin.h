/* SPDX-License-Identifier: MIT */
/* Loops that only repeat: while (!load(&flag)); and its like, cut without annotation and without a bound.
 *
 * At each READ, and at each UPDATE that may write what it reads, the thread's *machine state* is hashed: the return address into
 * the program, the callee-saved registers and the live part of its stack. If the same state recurs and the thread did
 * nothing in between that another thread, or a later part of itself, could see, then the iteration was pure.
 *
 * Why it is sound to go no further. Let the thread be in state S before operation o1, execute o1 ... on, and be in S
 * before an operation again. Caller-saved registers are dead at a call, so S and memory decide all that the thread does
 * next; o1 ... on were reads (or updates that wrote nothing, or what they had read), and plain writes only to its own live
 * stack, which is in S.
 * So from here the thread behaves as it could have from the first S on, but for what its reads may return. Take any
 * execution E that continues. Removing o1 ... on from E leaves a consistent execution E': reads are removed only, no
 * other event reads from them, and removing events removes constraints of coherence and of happens-before. E' ends in the
 * same values for everything but the number of iterations, hence violates what E violates; and E' is explored by itself,
 * since the engine explores every value that o1 may read. By induction every execution has a counterpart in which no
 * pure iteration is complete. What is lost: executions that differ in nothing but idle iterations, and a data race in
 * which one of the removed *acquiring* reads is what orders accesses later: E' has fewer orders, so shows no fewer races.
 *
 * An update u that writes the value that it read from w (test-and-set of a lock that is held) may have readers. In E' they
 * read from w, the same value. Nothing stands between w and u in the modification order, so what is after u and what is
 * after w (but u) is the same: no from-read and no modification order is new, and an update that read from u follows w at
 * once. w is in the release sequence of whatever u was in, as u is an update, so an acquiring reader synchronises with no
 * more than before; with u itself, if u released, it no longer does. All relations of E' are thus parts of those of E (the
 * new w to reader lies in the old w to u to reader), and what is acyclic stays so. A plain store of the same value is no
 * such thing: other stores may be between it and the one that it repeats.
 *
 * A loop that is cut is left as BLOCKED, which reports count. When nobody else can move and it has read what memory
 * holds, it would repeat for ever: that is reported like a dead lock (spin_hangs).
 *
 * A hash of 64 bits stands for the state: two different states of one thread between two side effects are confused with
 * a probability of SPIN_MAX * 2^-64 for each operation. A counter in the loop makes states differ: the bound on
 * events then ends the execution as OUTCOME_BOUND, which is said. */
#ifndef AGX_EXPLORE_SPIN_H
#define AGX_EXPLORE_SPIN_H

#include "explore/memory_map.h"
#include "explore/runtime_internal.h"

/* What the runtime leaves on the stack must not come to lie in later frames of the program or of hooks: it would be taken for state,
 * and differs between engines (the one's epochs end more often, so more accesses are looked at) and between executions (a
 * call stack is looked up once). So all work that is not the same each time is done by a function that begins with SPIN_GAP,
 * or by what that calls; KEEP_FRAME after the call. Frames that go deeper than this by one call see it all the same. */
enum { SPIN_GAP_BYTES = 8192 };

#define SPIN_GAP __asm__ volatile("" : : "r"(__builtin_alloca(SPIN_GAP_BYTES)) : "memory")

/* After a call: keeps the function from ending with a jump instead, its frame gone. */
#define KEEP_FRAME __asm__ volatile("" : : : "memory")

/* The current thread has done something that can be seen, since its last operation. */
extern bool spin_seen;

static inline void spin_side_effect(void)
{
	spin_seen = true;
}

static inline bool spin_is_own_stack(uintptr_t address)
{
	const struct fiber *fiber = &runners[current].fiber;

	return address - (uintptr_t)fiber->stack_low < (uintptr_t)(fiber->stack_high - fiber->stack_low);
}

/* A plain write to ADDRESS: one to the thread's own live stack is part of the hashed state. */
static inline void spin_plain_write(uintptr_t address)
{
	if (!in_stacks(address) || !spin_is_own_stack(address))
		spin_seen = true;
}

/* Before each operation, as another thread may go on there: forget the states before what can be seen. */
static inline void spin_forget(void)
{
	if (!spin_seen)
		return;
	spin_seen = false;
	runners[current].spin_count = 0;
}

/* The current thread begins. The state includes what the program has never written of its own stack: that is made the same in every
 * execution, or how often a loop is gone round would depend on what was explored before. What hooks leave
 * below the program's frames is not cleared, and later hooks' frames, which are looked at, may have room that they do not write: that
 * can only keep two states from being equal, so a loop may be gone round once more than in another engine or build. */
void spin_thread_begin(void);

/* Does the state at PC (return address into the program) recur? Remembers it if not. The state is what lies from FRAME on: the frame
 * pointer of a function whose callers have saved all callee-saved registers. Its own frame pointer would not do for the one that saves
 * them: on x86-64 they lie below it. */
bool spin_repeats(const void *pc, const uint64_t *frame);

/* What the current thread did in the state that spin_repeats() was asked about last, and remembered, has read VALUE. */
void spin_remember(uintptr_t address, unsigned size, struct value value);

/* Nobody can move, and some threads do not go on because their loops only repeat: will they repeat for ever? So it is if
 * each of them, in the iteration that recurs, has read what memory holds now: reading it again it does the same again, and
 * nobody is there who changes it. What a loop has read that memory no longer holds it will read some time; that
 * execution is explored apart. */
bool spin_hangs(void);

#endif
