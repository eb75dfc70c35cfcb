/* SPDX-License-Identifier: MIT */
/* The two modules of the bug report, as published: "AGXContextRace" (no lock) and "AGXContextFixed" (one mutex
 * from creation to destruction; creation is one step; nobody else destroys a context). They compare more than the
 * lock, which is why model/encoding.h exists.
 *
 * Thread safety: immutable after init. */
#ifndef AGX_MODEL_PUBLISHED_H
#define AGX_MODEL_PUBLISHED_H

#include "agxrace/check.h"

enum {
	PUBLISHED_THREADS_MAX = 16,
	PUBLISHED_SLOTS_MAX = 8,
	PUBLISHED_NULL_DEREF = 1, /* the error number of a use without a valid slot */
};

/* Guards of the fixed model, all of them tests of the mutex. */
enum published_guard {
	PUBLISHED_TRY_FREE,    /* an idle thread goes on only if the mutex is free; else it waits */
	PUBLISHED_TAKE_FREE,   /* a waiting thread goes on only if the mutex is free */
	PUBLISHED_CREATE_HELD, /* who creates holds the mutex */
	PUBLISHED_USE_HELD,
	PUBLISHED_DESTROY_HELD,
	PUBLISHED_GUARD_COUNT
};

/* A step of the race model: of the state KEPT stays, TOGGLED is changed. Without NEEDED it is an error. */
struct published_step {
	uint64_t kept;
	uint64_t toggled;
	uint64_t needed;
	uint32_t step;
};

struct published {
	struct agx_check_model model;
	unsigned threads;
	unsigned slots;
	/* Packing: bits of a slot number and of an owner, and where things begin. */
	unsigned slot_bits;
	unsigned owner_bits;
	/* Of the race model, so that successors need no arithmetic. */
	uint64_t thread_mask;  /* of a thread's bits, its phase and its slot */
	uint64_t phase_mask;   /* the lowest bit of each thread's phase */
	uint8_t thread_at[64]; /* by that bit's number */
	uint64_t owner_fields[PUBLISHED_SLOTS_MAX];
	uint64_t start_bits[PUBLISHED_THREADS_MAX][PUBLISHED_SLOTS_MAX]; /* a slot's owner, and the owner's phase and slot */
	struct published_step busy_steps[PUBLISHED_THREADS_MAX][4 << 4]; /* by a thread's bits */
	struct agx_check_field fields[5];
};

/* N threads and M slots, as far as a state of the race model fits one word: 8 x 4 does. Returns AGX_OK, or AGX_USAGE
 * with the reason. *RET_MODEL must not be copied or moved afterwards: the model points into it. */
AGX_MUST_USE enum agx_status published_race_init(struct published *ret_model, unsigned threads,
						 unsigned slots, struct agx_error *err);
AGX_MUST_USE enum agx_status published_fixed_init(struct published *ret_model, unsigned threads,
						  unsigned slots, struct agx_error *err);

/* The actors' names, shared by both. */
extern const char *const published_actors[PUBLISHED_THREADS_MAX];

/* Distinct states of the fixed model: N(2M+1)2^(N-1) + 2^N - 1. */
uint64_t published_fixed_count(unsigned threads, unsigned slots);

#endif
