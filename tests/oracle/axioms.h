/* SPDX-License-Identifier: MIT */
/* The axioms of RC11 (Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing sequential consistency in C/C++11", PLDI 2017,
 * section 3 and figure 5) and of sequential consistency, as formulas over relations, slow and plain. Nothing here comes from or is
 * shared with src/explore, whose engines it judges.
 *
 * An execution is a set of events with program order, reads-from and modification order. An update is two events, a read and a
 * write, joined by rmw. */
#ifndef AGX_TESTS_ORACLE_AXIOMS_H
#define AGX_TESTS_ORACLE_AXIOMS_H

#include "explore/engine.h"
#include "oracle/relation.h"

enum event_kind { EVENT_READ, EVENT_WRITE, EVENT_FENCE, EVENT_THREAD /* begin, end, create, join */ };

struct event {
	uint8_t kind;
	uint8_t order;
	bool initial;  /* the write of 0 before all */
	bool update;   /* half of a read-modify-write that wrote */
	unsigned thread;
	unsigned location;
	unsigned value;
};

struct execution {
	unsigned count;
	struct event event[EVENTS_MAX];
	struct relation po; /* transitive; initial writes come before all */
	struct relation rf;
	struct relation rmw;
	struct relation asw; /* create to begin, end to join */
	struct relation mo;  /* transitive, initial writes included */
};

/* Parts of the model that can be left out, to see that each matters. */
enum axiom {
	AXIOM_COHERENCE = 1 << 0,
	AXIOM_ATOMICITY = 1 << 1,
	AXIOM_PSC_BASE = 1 << 2,         /* seq_cst accesses */
	AXIOM_PSC_FENCE = 1 << 3,        /* seq_cst fences among themselves */
	AXIOM_SW = 1 << 4,               /* release and acquire */
	AXIOM_SW_FENCE_RELEASE = 1 << 5, /* release fences */
	AXIOM_SW_FENCE_ACQUIRE = 1 << 6,
	AXIOM_RELEASE_SEQUENCE_RMW = 1 << 7, /* updates continue a release sequence */
	AXIOM_CREATE_JOIN = 1 << 8,
	AXIOM_SCB_HB = 1 << 9,               /* po; hb; po and hb on one location in scb */
	AXIOM_PSC_FENCE_ENDS = 1 << 10,      /* hb?; [F] at the ends of psc_base */
	AXIOM_COUNT = 11,
};

struct axiom_options {
	enum memory_model model;
	/* scb contains po|!=loc; hb; po|!=loc as in the paper. False: po; hb; po, which is stronger; the engine's choice. */
	bool scb_different_location;
	/* Later writes of the same thread to the location continue a release sequence, as in the paper and in C11 and C17. False: only
	 * updates do, as in C++20 and C23; the engines' choice. It lets more executions pass, so none is missed. */
	bool own_writes_continue_release;
	unsigned without; /* of enum axiom: left out */
};

/* What does not depend on mo. For RC11 (po | sw | asw)+; for SC (po | asw | rf)+. */
struct relation execution_hb(const struct execution *x, const struct axiom_options *options);

/* Coherence and atomicity as far as they concern LOCATION, whose mo is in X; the others' may be missing. */
bool execution_coherent(const struct execution *x, const struct relation *hb,
			const struct axiom_options *options, unsigned location);

/* The axioms that speak of all locations at once: psc, or acyclic(po | rf | mo | fr). */
bool execution_ordered(const struct execution *x, const struct relation *hb,
		       const struct axiom_options *options);

#endif
