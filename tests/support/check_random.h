/* SPDX-License-Identifier: MIT */
/* Random transition systems, symmetric in their threads and slots by construction: a few guarded rules that name places,
 * values and "this thread", "that slot", never a number of one. The rules depend on the seed alone, so one seed is a
 * family over all numbers of threads. */
#ifndef SUPPORT_CHECK_RANDOM_H
#define SUPPORT_CHECK_RANDOM_H

#include "agxrace/check.h"

enum {
	RANDOM_THREADS_MAX = 6,
	RANDOM_SLOTS_MAX = 3,
	RANDOM_RULES_MAX = 12,
	RANDOM_FIELDS = 8,
	RANDOM_ERRORS = 4,
};

enum random_slot { NO_SLOT, ANY_SLOT, OWN_SLOT };
enum random_put { PUT_NOTHING, PUT_NONE, PUT_IT };

/* -1 means any, or unchanged. */
struct random_rule {
	bool environment; /* made by the actor that is no thread */
	enum random_slot slot;
	int pc, g, v;       /* where the thread, the global value and the slot have to be */
	int nobody_at;      /* no other thread may be there */
	int holder;         /* 0: nobody is; 1: this thread is */
	int pc_to, g_to, v_to;
	enum random_put ref_to, owner_to, holder_to, mask_to, chosen_to;
	int move_from, move_to; /* all other threads that are there go there */
	unsigned error;
};

struct random_system {
	struct agx_check_model model;
	struct agx_check_field fields[RANDOM_FIELDS];
	struct random_rule rules[RANDOM_RULES_MAX];
	unsigned rule_count;
	unsigned initial_count;
	unsigned initial_g[2];
	int invariant_pc, invariant_g, rest_pc, wait_pc;
	struct agx_check_invariant invariant;
};

struct random_shape {
	unsigned threads;
	unsigned slots;
	bool for_views;  /* only what agx_check_family allows */
	unsigned errors; /* in 256: how often a rule is an error */
};

/* The state in parts, as the rules see it. */
struct random_state {
	unsigned g, holder, chosen;
	unsigned v[RANDOM_SLOTS_MAX], owner[RANDOM_SLOTS_MAX];
	unsigned pc[RANDOM_THREADS_MAX], ref[RANDOM_THREADS_MAX], mask[RANDOM_THREADS_MAX];
};

/* *RET_SYSTEM must not be moved afterwards. */
void random_system_make(struct random_system *ret_system, uint64_t seed, struct random_shape shape);

struct random_state random_unpack(const struct random_system *system, const uint64_t *packed);
void random_pack(const struct random_system *system, const struct random_state *state,
		 uint64_t *ret_packed);

/* A number below BOUND from *SEED, which moves on. */
unsigned random_below(uint64_t *seed, unsigned bound);

#endif
