/* SPDX-License-Identifier: MIT */
/* Source-DPOR (Abdulla, Aronis, Jonsson, Sagonas, "Optimal dynamic partial order reduction", POPL 2014, Algorithm 1)
 * over interleavings, under sequential consistency. This is the oracle of the graph engine: it shares the runtime
 * with it and no line of the search. It explores each Mazurkiewicz trace once and ends what its sleep sets show to
 * be a repetition.
 *
 * Two operations depend on each other if they are of one location and one of them writes; an update that writes
 * nothing (a failed compare-exchange, a trylock of a held mutex) is a read. Fences, creations, choices and ends are a
 * thread's own affair and are made at once; a choice is a node with one thread and several alternatives.
 *
 * One OS thread; no locks. */
#ifndef AGX_EXPLORE_DPOR_INTERNAL_H
#define AGX_EXPLORE_DPOR_INTERNAL_H

#include "explore/runtime.h"

#include <limits.h>

enum {
	DPOR_EVENTS_MAX = 1 << 14, /* of an execution */
	DPOR_LOCATIONS_MAX = 1 << 12,
	DPOR_RACES_MAX = 256, /* of one event */
};

typedef uint32_t thread_set; /* bit per thread */
_Static_assert(THREADS_MAX <= 32, "a set of threads is one word");

/* A location as it is in this execution. */
struct dpor_location {
	uintptr_t address;
	bool virtual;
	int number;        /* its place in the table */
	int last;          /* newest event on it; -1 */
	int last_write;    /* newest step that wrote it; -1 */
	unsigned writes;   /* so many steps wrote it */
	struct value value; /* of a virtual one */
	uint32_t released[THREADS_MAX]; /* C11: what an acquire of its value gets */
};

/* An event of the current execution: what thread THREAD did as event number INDEX (from 1) of its own. */
struct dpor_event {
	struct operation op;
	struct value old; /* value of the location before it */
	uint8_t thread;
	bool writes;
	int location; /* -1: none */
	int previous; /* the event before it on the location; -1 */
	uint32_t index;
	uint32_t clock[THREADS_MAX]; /* dependency: events of each thread that happen before it, itself included */
};

/* The choice that led to the event of the same number. */
struct dpor_node {
	thread_set enabled;
	thread_set sleep;
	thread_set backtrack;
	thread_set done;
	uint8_t thread;
	uint8_t alternative;
	uint8_t alternatives;
	unsigned preemptions; /* up to and including this one */
};

/* The search. Events and nodes of the current execution below DEPTH; the first REPLAYED of them repeat the last one,
 * the last of which is new. */
struct dpor {
	struct engine_options options;
	struct dpor_event *events;
	struct dpor_node *nodes;
	int depth;
	int replayed;
	struct operation expected;                 /* what the new one is: its thread was about to do it; OPERATION_NONE: not known */
	struct operation pending[THREADS_MAX];     /* OPERATION_NONE: the thread has none */
	bool starting[THREADS_MAX];                /* it runs up to its first operation */
	uint32_t clock[THREADS_MAX][THREADS_MAX];  /* dependency clock of each thread */
	uint32_t acquired[THREADS_MAX][THREADS_MAX]; /* C11: seen by relaxed reads, for an acquire fence */
	uint32_t released[THREADS_MAX][THREADS_MAX]; /* C11: at the last release fence */
};

extern struct dpor dpor;

static inline void clock_join(uint32_t *into, const uint32_t *from)
{
	for (unsigned i = 0; i < THREADS_MAX; i++)
		into[i] = into[i] < from[i] ? from[i] : into[i];
}

/* dpor_location.c */

/* Forget all locations: another execution begins. False: no memory for the table. */
bool dpor_locations_begin(void);
/* The location of OP; ends the execution at the limit. Valid until the next execution. */
struct dpor_location *dpor_location(const struct operation *op);
struct value dpor_value(const struct dpor_location *location, unsigned size);

/* dpor_clock.c: C11 happens-before, for the race detector. LOCATION NULL for operations without one. */
void dpor_synchronise(const struct operation *op, struct dpor_location *location, bool writes);
void dpor_synchronise_begin(void);

/* dpor_race.c */

/* Does pending operation OP of some thread depend on EVENT, which was just made? */
bool dpor_depends_on(const struct operation *op, const struct dpor_event *event);
/* Fill EVENT's clock from what it depends on. */
void dpor_order(struct dpor_event *event);
/* Find the events that OP of THREAD, made or to be made after DEPTH events, could have come before instead, and see
 * to it that this is explored. BEFORE is the thread's dependency clock before OP. */
void dpor_reverse_races(unsigned thread, const struct operation *op, const uint32_t *before, int depth);

/* dpor_log.c: the steps for reports */
void dpor_log_begin(void);
/* Returns the number of the step, -1 if the log is full. */
int dpor_log(unsigned thread, const struct operation *op, struct dpor_location *location);
size_t dpor_steps(struct engine_step *steps, size_t max);

/* dpor_schedule.c: searches that prove nothing (random, pct, bounded preemptions), and replay */
const char *dpor_schedule_start(void);
void dpor_schedule_begin(void);
bool dpor_scheduled(void); /* is one of them at work? */
/* Thread to go next among ENABLED; for a choice, the alternative. */
unsigned dpor_schedule_thread(thread_set enabled, unsigned last);
unsigned dpor_schedule_alternative(unsigned alternatives);
bool dpor_schedule_next(void);
size_t dpor_replay(char *text, size_t bytes);
size_t dpor_replay_steps(const struct engine_step *steps, const unsigned *order, size_t count, unsigned last,
				 char *text, size_t bytes);

#endif
