/* SPDX-License-Identifier: MIT */
/* What a campaign runs: one cell per thread count, RUNS runs in each. A run is known by its cell and its
 * index; its seed depends on the campaign's seed, its cell's thread count and its index alone, so it is the
 * same run whatever order, break or longer plan it is part of.
 *
 *	for (uint64_t p = 0; p < campaign_plan_total(&plan); p++) {
 *		struct campaign_place place = campaign_plan_place(&plan, p);
 *		struct workload_config config = campaign_plan_config(&plan, place);
 *	}
 *
 * Thread safety: plain values. */
#ifndef AGX_CAMPAIGN_CAMPAIGN_PLAN_H
#define AGX_CAMPAIGN_CAMPAIGN_PLAN_H

#include "workload/workload.h"

#include <stddef.h>
#include <stdint.h>

enum { CAMPAIGN_CELLS_MAX = 32 };

struct campaign_plan {
	struct workload_config config; /* of every run but for threads; sim.seed: the campaign's */
	unsigned threads[CAMPAIGN_CELLS_MAX]; /* of each cell, no two the same */
	size_t cell_count;                    /* at least 1 */
	uint64_t runs;                        /* per cell, 1 to AGX_RUNS_MAX */
	uint64_t timeout_ms;                  /* of a run, 1 to AGX_TIMEOUT_MS_MAX */
	unsigned jobs;                        /* children at once, 1 to AGX_JOBS_MAX */
};

struct campaign_place {
	size_t cell;    /* index in plan.threads */
	uint64_t index; /* of the run in its cell */
};

/* AGX_OK, or AGX_USAGE which names the value that is out of its bounds. */
AGX_MUST_USE enum agx_status campaign_plan_check(const struct campaign_plan *plan,
						 struct agx_error *err);

/* AGX_OK when runs of A and B may stand in one database (RUNS may differ); else AGX_BAD_INPUT, which names the
 * first difference with B's value before A's. */
AGX_MUST_USE enum agx_status campaign_plan_match(const struct campaign_plan *a,
						 const struct campaign_plan *b,
						 struct agx_error *err);

uint64_t campaign_plan_total(const struct campaign_plan *plan);

/* The POSITION-th run, POSITION below the total: the cells take turns, so that whatever drifts in the machine
 * meanwhile touches all of them alike. */
struct campaign_place campaign_plan_place(const struct campaign_plan *plan, uint64_t position);

/* The position of PLACE in that order. */
uint64_t campaign_plan_position(const struct campaign_plan *plan, struct campaign_place place);

/* Seed of the run INDEX with THREADS client threads: below 2^63, as every seed on the command line, in JSON
 * and in SQLite. */
uint64_t campaign_seed(uint64_t seed, unsigned threads, uint64_t index);

/* What the run at PLACE runs. */
struct workload_config campaign_plan_config(const struct campaign_plan *plan,
					    struct campaign_place place);

#endif
