/* SPDX-License-Identifier: MIT */
/* The execution graph of the graph engine: events, program order, reads-from and modification order of each location.
 *
 * There is one graph, that of the execution that runs. An event's number is its place in the order of insertion, which
 * TruSt needs (graph_revisit.h). What must survive a restart of the program is a *record* of 16 bytes; the rest of an
 * event is found again when the program repeats it (graph_replay.h), so work to be done later is a list of records
 * (graph_work.h).
 *
 *	event_id w = graph_append(thread, EVENT_WRITE, op);
 *	graph_order_insert(w, position);    // 1: first after the initial value
 *
 * An update that writes is two events, its read and, next in program order, its write; both are *exclusive*, and the
 * write follows in modification order directly upon what the read read.
 *
 * Thread safety: none; everything happens on the one OS thread of the execution. */
#ifndef AGX_EXPLORE_GRAPH_EVENTS_H
#define AGX_EXPLORE_GRAPH_EVENTS_H

#include "explore/runtime.h"

#include <stddef.h>

typedef uint16_t event_id;

enum {
	EVENT_NONE = UINT16_MAX, /* as what a read reads: the initial value */
	GRAPH_EVENTS_MAX = 60000,
	LOCATIONS_MAX = 60000,
};

enum event_kind {
	EVENT_READ = 1,
	EVENT_WRITE,
	EVENT_FENCE,
	EVENT_CREATE,
	EVENT_JOIN,
	EVENT_EXIT,
	EVENT_CHOICE,
	EVENT_BLOCK,
};

/* Flags of a record. */
enum {
	/* A read of an update that waits, in its place but without a value to go on with: it is no access yet. */
	RECORD_WAITING = 1 << 0,
	/* It has waited, BASE is valid (graph_wait.h). Stays when it has got its value in place. */
	RECORD_WAITED = 1 << 1,
	/* Of a graph that is repeated in order: its thread pauses after it until all else has happened. */
	RECORD_PAUSES = 1 << 2,
};

struct record {
	uint8_t thread;
	uint8_t kind;        /* enum event_kind */
	uint8_t flags;
	uint8_t alternative; /* of a WRITE (UPDATE_SIGNAL) or a CHOICE; at most 255 */
	event_id source;     /* READ: the write it reads; JOIN: the EXIT; CREATE: number of the thread created */
	event_id base;       /* READ with RECORD_WAITED: the write that it waited on */
	uint16_t position;   /* WRITE: 1 + how many writes come before it in modification order */
	uint16_t spare;      /* 0 */
	uint32_t signature;  /* of the operation, to notice a program that is not deterministic; 0: any */
};
_Static_assert(sizeof(struct record) == 16, "work items are arrays of records");
_Static_assert(offsetof(struct record, position) == 8, "what goes before is compared at once");

/* A set of events that has with each event all that come before it in its thread: how many of each thread. As a
 * vector clock: the events that are before-or-equal. */
struct clock {
	uint16_t of[THREADS_MAX];
};

struct event {
	struct operation op;
	struct value value;     /* of a WRITE */
	uint16_t index;         /* how many events of its thread come before it */
	uint16_t location;
	event_id previous_here; /* the last access before it of its thread to its location */
	event_id first_reader;  /* WRITE: heads the list of reads whose formal source it is */
	event_id next_reader;   /* READ: next in such a list */
	uint8_t order;          /* enum order: the failure order for the read of an update that writes nothing */
	bool exclusive;
};

struct location {
	uintptr_t address;
	uint8_t size;
	bool virtual;
	struct value initial;
	uint16_t count;              /* writes */
	uint32_t capacity;
	event_id *writes;            /* in modification order; writes[p - 1] has position p */
	uint16_t memory_position;    /* of the write whose value memory holds; 0: none */
	event_id first_reader;       /* of the initial value */
	event_id last[THREADS_MAX];  /* access of each thread; its previous_here leads to the earlier ones */
};

enum thread_status {
	THREAD_RUNS,    /* has not come to its next operation */
	THREAD_REPLAYS, /* waits for the write that it reads to be repeated */
	THREAD_FRONT,   /* is about to do PENDING, which is not in the graph */
	THREAD_PARKED,  /* its last event has RECORD_WAITING */
	THREAD_PAUSED,  /* goes on when all is repeated */
	THREAD_STOPPED, /* BLOCK */
	THREAD_ENDED,
};

struct graph_thread {
	uint8_t status;
	bool must_write;       /* its last event is the read of an update whose write comes next */
	bool told;             /* the runtime knows its HB, but for the thread itself (graph_clock_tell) */
	bool behind;           /* its clocks lack events that were the same before (graph_clock_catch_up) */
	uint16_t length;       /* events in the graph */
	uint16_t done;         /* of them, those that have happened in this execution */
	event_id waits_for;    /* of THREAD_REPLAYS */
	event_id created_by;
	unsigned ended_told;   /* GRAPH.ended when its epoch began (graph_clock_tell) */
	uint16_t pending_location;
	struct operation *pending;
	/* Clocks of all that comes before its next event, and what fences make of its relaxed accesses. */
	struct clock hb;
	struct clock porf;
	struct clock acquired; /* by relaxed reads, for the next acquire fence */
	struct clock fenced;   /* by the last release fence, for relaxed writes */
	event_id *events;
};

struct execution_graph {
	enum memory_model model;
	bool in_place;
	bool checks_orders; /* when all is repeated: the graph comes from outside */
	bool in_order;      /* it is repeated in the order of its events' numbers */
	unsigned events_max;
	unsigned count;            /* events */
	unsigned left;             /* events still to be repeated */
	bool afresh;               /* nothing is taken over from the execution before */
	unsigned whole;            /* [0 .. whole): records and events are those of the execution before, and complete */
	unsigned same;             /* [0 .. same): they are those of this one too (graph_find_same) */
	unsigned lanes;            /* threads that clocks count: a multiple of 8, above every thread number */
	unsigned top;              /* above every thread number, and no larger than need be */
	unsigned parked;
	unsigned ended;            /* threads */
	unsigned writers;          /* threads with must_write */
	unsigned seq_cst;          /* events with ORDER_SEQ_CST */
	unsigned seq_cst_location; /* of all of them that are accesses; LOCATIONS_MAX: none, above: several, or a fence */
	uint16_t first_fence[THREADS_MAX]; /* index of the first seq_cst fence; UINT16_MAX: none */
	event_id unsettled;        /* plain access that the program is making */
	bool unsettled_is_new;
	struct record *records;    /* [events_max] these five */
	struct event *events;
	struct clock *hb;          /* up to and with the event: C11 happens-before */
	struct clock *porf;        /* (po | rf)+ */
	struct clock *released;    /* of a WRITE: what a read of it acquires */
	event_id *happened;        /* [happened_count] in the order of this execution; a read stands for its update */
	unsigned happened_count;
	struct graph_thread threads[THREADS_MAX];
	struct location *locations;
	unsigned location_count;
	unsigned location_capacity;
	uint16_t *location_table;  /* open addressing; 1 + number */
	unsigned location_table_size;
};

extern struct execution_graph graph;

/* Make room for EVENTS_MAX events; false on lack of memory. The graph is empty. */
bool graph_reserve(unsigned events_max);

/* Before the program is restarted: forget locations, clocks and what has happened; keep the records. */
void graph_rewind(void);

/* Make the records in graph.records[0 .. COUNT) the graph, all of it to be repeated. */
void graph_adopt(unsigned count);

/* The execution has ended; FULLY: with all its events as they are to be. */
void graph_leave(bool fully);

/* RECORDS are to be the graph's. Find how many of the first ones are the same as in the execution before, and read from
 * and join none but such: then all that is before each of them is the same, hence so are its operation, its value and its clocks. Positions
 * in modification order may differ: none of these depends on them. Call before the records are overwritten. */
unsigned graph_find_same(const struct record *records, unsigned count);

/* A new event at the end of THREAD, not an access yet: see graph_access_link(). Ends the execution with OUTCOME_BOUND
 * when there is no room. */
event_id graph_append(unsigned thread, enum event_kind kind, const struct operation *op);

/* Take out ID, the newest event, the last of its thread, not linked. */
void graph_drop_newest(event_id id);

/* Number of OP's location, made on first sight. Ends the execution with OUTCOME_UNSUPPORTED on a mix of sizes. */
uint16_t graph_location(const struct operation *op);

/* Enter ID, a READ with its source or a WRITE, into its thread's accesses to its location; unlink undoes that for the
 * last one. */
void graph_access_link(event_id id);
void graph_access_unlink(event_id id);

/* Let READ be among the readers of its formal source: BASE if it has waited, else SOURCE. */
void graph_reader_link(event_id read);
void graph_reader_unlink(event_id read);

/* Put WRITE at POSITION of its location's modification order, moving up the later ones; take it out again. */
void graph_order_insert(event_id write, unsigned position);
void graph_order_remove(event_id write);

/* A write is repeated: its record's position is final. Ends the execution with OUTCOME_NONDETERMINISM if another write
 * has it. */
void graph_order_place(event_id write);

/* Does every position have its write? */
bool graph_order_is_whole(void);

/* Let clocks count THREAD. */
void graph_count_thread(unsigned thread);

/* Value of a write of LOCATION, or of its initial value (EVENT_NONE). */
static inline struct value graph_value(const struct location *location, event_id write)
{
	return write == EVENT_NONE ? location->initial : graph.events[write].value;
}

/* The write at POSITION, EVENT_NONE for 0. */
static inline event_id graph_write_at(const struct location *location, unsigned position)
{
	return position == 0 ? EVENT_NONE : location->writes[position - 1];
}

static inline event_id graph_newest(const struct location *location)
{
	return graph_write_at(location, location->count);
}

/* Position of what event ID reads or writes. */
static inline unsigned graph_position(event_id id)
{
	const struct record *record = &graph.records[id];

	if (record->kind == EVENT_WRITE)
		return record->position;
	return record->source == EVENT_NONE ? 0 : graph.records[record->source].position;
}

static inline bool graph_within(event_id id, const struct clock *clock)
{
	return graph.events[id].index < clock->of[graph.records[id].thread];
}

static inline void graph_must_write(struct graph_thread *thread, bool must)
{
	graph.writers += (unsigned)must - (unsigned)thread->must_write;
	thread->must_write = must;
}

static inline bool graph_happened(event_id id)
{
	return graph.events[id].index < graph.threads[graph.records[id].thread].done;
}

#endif
