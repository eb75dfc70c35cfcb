/* SPDX-License-Identifier: MIT */
/* An engine decides what is explored: which thread goes next, what a read returns, and which execution comes after
 * this one. Two exist: graph (TruSt on execution graphs, RC11 and SC; the product) and dpor (source-DPOR on
 * interleavings, SC; the oracle). They share the runtime only.
 *
 * An execution runs on one OS thread. Threads of the program are fibers; all engine functions but begin() and next()
 * are called on the fiber of the thread concerned and may switch to other fibers (runtime_switch) before they return,
 * or never return (runtime_end).
 *
 *	for (engine->start(&options); more; more = engine->next(outcome)) {
 *		engine->begin();
 *		outcome = run main() on thread 0; // calls perform() for each operation
 *	}
 *
 * Determinism: an execution is a function of the values that perform() returns. Thread numbers, addresses of the heap
 * and of stacks depend on (parent, index) only. The engine checks on replay that kind, address and size are what they
 * were; a difference ends the search with OUTCOME_NONDETERMINISM. */
#ifndef AGX_EXPLORE_ENGINE_H
#define AGX_EXPLORE_ENGINE_H

#include "explore/operation.h"

#include <stddef.h>

#define MEMORY_MODEL_MAP(X) X(MEMORY_RC11, "rc11") X(MEMORY_SC, "sc") X(MEMORY_TSO, "tso")
enum memory_model {
#define MEMORY_MODEL_ENUM(name, text) name,
	MEMORY_MODEL_MAP(MEMORY_MODEL_ENUM)
#undef MEMORY_MODEL_ENUM
};

/* How an execution ended. Each is counted apart. */
#define OUTCOME_MAP(X) \
	X(OUTCOME_COMPLETE, "complete")   /* every thread ended */ \
	X(OUTCOME_BLOCKED, "blocked")     /* some threads are in a BLOCK, the others ended or wait */ \
	X(OUTCOME_DEADLOCK, "deadlock")   /* nobody can move, and some thread waits for what never comes */ \
	X(OUTCOME_FINDING, "finding")     /* ended by runtime_finding() */ \
	X(OUTCOME_REDUNDANT, "redundant") /* left: the engine knows that it was or will be explored elsewhere */ \
	X(OUTCOME_BOUND, "bound")         /* a bound of the engine or the runtime was reached */ \
	X(OUTCOME_UNSUPPORTED, "unsupported") \
	X(OUTCOME_NONDETERMINISM, "nondeterminism")
enum outcome {
#define OUTCOME_ENUM(name, text) name,
	OUTCOME_MAP(OUTCOME_ENUM)
#undef OUTCOME_ENUM
	OUTCOME_COUNT
};

struct engine_options {
	enum memory_model model;
	unsigned events_max;        /* of an execution; more: OUTCOME_BOUND */
	bool revisit_locks_in_place; /* graph: no run is wasted on blocked lock attempts; off for tests */
	bool repeat_afresh; /* graph: take nothing over from the execution before (graph_find_same); for tests */
	unsigned preemptions_max;   /* dpor: UINT_MAX no bound; a bounded search never proves anything */
	const char *strategy;       /* NULL: exhaustive; "random", "pct" */
	uint64_t runs_max;          /* of a strategy */
	uint64_t seed;
	const char *replay; /* NULL, or what replay() gave: exactly that execution */
};

/* Where an address lies that is no variable's. */
struct memory_place {
	uintptr_t block;      /* heap block, where it starts; 0: none */
	uint64_t block_bytes;
	const void *block_pc; /* who allocated it, a return address; NULL: not known */
	int stack_of;         /* in the stack of this thread, plus 1; 0: in none */
};

/* Why a step may be unaware of a write that has happened already: the write does not happen before it. Either a value read
 * leads from the write to the step, but WRITE to READ of it does not synchronise; or nothing does. */
struct engine_gap {
	int write; /* step; -1: no value that the thread has got leads back to the newer write */
	int read;  /* step that reads it: the step itself or one before it */
	bool releases; /* does WRITE release the newer write? */
	bool acquires; /* does READ acquire what WRITE releases? */
};

/* One step of an execution, for reports: in the order in which it happened natively. */
struct engine_step {
	unsigned thread;
	struct operation op;
	int reads_from;  /* step that wrote the value read; -1: initial value, or not a read */
	int newest;      /* step with the newest value of the location at that moment, before the step itself; -1. A read
			  * that does not read it is weak, and so is a write whose POSITION is below its */
	bool weak;
	struct engine_gap gap; /* of a weak one */
	bool waiting;    /* it never happened: the thread was still waiting in it at the end */
	bool aside;      /* set by explorer_shorten.c: it does not lead to the finding */
	struct memory_place place; /* set by explorer_findings.c: where op.address is */
	bool writes;
	unsigned position; /* in modification order, of what it writes, else of what it reads; 0: the initial value */
	uint32_t epoch;  /* at most that of what its thread does next (struct thread, clock); that, in a replay */
};

/* Estimates by two rules of how much of the search some of its items are: the whole of it is 1. */
struct search_share {
	double even;
	double halved;
};

static inline void search_share_add(struct search_share *to, struct search_share more, double times)
{
	to->even += more.even * times;
	to->halved += more.halved * times;
}

/* How much is done when LEFT is left, by both rules together. */
double search_share_done(struct search_share left);

/* A search made of items, each the root of a part of it that needs nothing of the others: several processes can have some
 * each, and an item that was written down is explored later as it would have been now. The stack of items is explored
 * newest first, depth first.
 *
 *	engine->start(&options);
 *	items->forget();                     // the root too: it is an item like others
 *	items->accept(bytes, size);
 *	while (items->take()) {              // begin the newest
 *		engine->begin();
 *		outcome = run main() on thread 0;
 *		items->finish(outcome);      // what next() does, without going on
 *	}
 */
struct engine_items {
	void (*forget)(void);
	/* Write the item that is the whole search; returns its size, at most BYTES. */
	size_t (*root)(void *buffer, size_t bytes);
	bool (*accept)(const void *buffer, size_t bytes); /* put on top; false: this is no item */
	bool (*take)(void);
	void (*finish)(enum outcome outcome);
	unsigned (*count)(void);
	size_t (*bytes_max)(void); /* of an item */
	/* Move the oldest item, which has the largest part below it, to BUFFER; returns its size, 0: there is none, or
	 * it does not fit. */
	size_t (*give)(void *buffer, size_t bytes);
	struct search_share (*left)(void); /* that lies below the items here */
};

struct engine {
	const char *name;

	/* Prepare a search: forget everything, take over OPTIONS. Returns NULL, or why it cannot be done. */
	const char *(*start)(const struct engine_options *options);
	/* Before each execution. */
	void (*begin)(void);
	/* Thread runtime_self() is about to do *OP; on return it has, and OP->result and OP->alternative say what it
	 * saw. Real (not virtual, not plain) locations hold in memory the value of the latest write that the engine
	 * let happen. The clock of the thread (struct thread) is brought up to date:
	 *   on entry clock[self] is the epoch of the operation itself and of plain accesses before it;
	 *   what the operation releases to others contains that epoch;
	 *   on return clock holds all that happens before the thread's next access, with clock[self] greater than
	 *   anything the operation released.
	 * EXIT does not return. For CREATE the runtime has made the fiber of OP->target, not yet run; the engine gives
	 * it its first clock. */
	void (*perform)(struct operation *op);
	/* The execution ended with OUTCOME. Returns true when there is another one to run. */
	bool (*next)(enum outcome outcome);

	/* The steps of the execution that just ended (valid until next()): fills at most MAX, returns how many there
	 * are. */
	size_t (*steps)(struct engine_step *steps, size_t max);
	/* Why the access of thread OTHER at EPOCH does not happen before what THREAD does after its last step. NULL: the engine
	 * does not know. */
	struct engine_gap (*gap)(unsigned other, uint32_t epoch, unsigned thread);
	/* Write a string that makes options.replay repeat the execution that just ended. Returns its length, without
	 * the closing 0; more than BYTES - 1: nothing usable was written. Letters, digits, '.', '-', ',' and ':' only. */
	size_t (*replay)(char *text, size_t bytes);
	/* The same for the COUNT steps of STEPS whose numbers are in ORDER, in this order and without the others: what
	 * each needs is among those before it. The waiting ones come last. After its last step thread LAST goes on when
	 * all the others' steps have happened, if the engine can do that. */
	size_t (*replay_steps)(const struct engine_step *steps, const unsigned *order, size_t count, unsigned last,
			       char *text, size_t bytes);

	const struct engine_items *items; /* NULL: the search cannot be divided */
	/* Share of the search that is done, 0 to 1, an estimate; negative: unknown. */
	double (*progress)(void);
};

extern const struct engine engine_graph;
extern const struct engine engine_dpor;

#endif
