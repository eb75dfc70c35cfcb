/* SPDX-License-Identifier: MIT */
/* What is measured: configurations (a policy with no fix, or a fix with no policy) x thread counts, in rounds
 * that each take one sample of everything in an order of their own, so that what drifts in the machine touches all
 * alike and two samples of one round may be compared.
 *
 * Thread safety: plain values. */
#ifndef AGX_BENCH_BENCH_PLAN_H
#define AGX_BENCH_BENCH_PLAN_H

#include "workload/workload.h"

#include <stddef.h>
#include <stdint.h>

enum {
	BENCH_CONFIGURATIONS_MAX = 32,
	BENCH_THREADS_MAX = 32, /* entries of the list of thread counts */
	BENCH_CELLS_MAX = BENCH_CONFIGURATIONS_MAX * BENCH_THREADS_MAX,
	BENCH_ROUNDS_MAX = 1000,
	BENCH_DISPATCHES_MAX = 256, /* what an encoder of a device with the default sizes holds */
	BENCH_WARMUP_ROUNDS = 1, /* taken first and dropped */
	BENCH_DURATION_MS_MAX = 60000,
};

/* The first configurations of every plan: what the others are told as ratios to. */
enum bench_baseline {
	BENCH_UNSYNCHRONISED, /* no policy, no fix: legal as long as the workload is */
	BENCH_GLOBAL_CALL,
	BENCH_GLOBAL_ENCODER,
	BENCH_BASELINES
};

struct bench_configuration {
	struct policy_choice policy;
	enum sim_fix fix;
};

struct bench_plan {
	struct workload_config base; /* no fault, duration_ns set; threads, policy, fix and seed vary */
	struct bench_configuration configurations[BENCH_CONFIGURATIONS_MAX]; /* no two the same */
	size_t configuration_count;
	unsigned threads[BENCH_THREADS_MAX]; /* no two the same */
	size_t thread_count;
	unsigned rounds; /* that count, 1 to BENCH_ROUNDS_MAX */
};

/* One place of the table. */
struct bench_cell {
	size_t configuration;
	size_t threads; /* index in plan.threads */
};

/* A plan of the baselines alone, without thread counts, for CONFIG's workload. */
struct bench_plan bench_plan_init(const struct workload_config *config, unsigned rounds,
				  uint64_t duration_ms);

/* Add a configuration that is not there yet. Returns AGX_OK or AGX_USAGE (no room). */
AGX_MUST_USE enum agx_status bench_plan_add(struct bench_plan *plan,
					    struct bench_configuration configuration,
					    struct agx_error *err);

/* Add a thread count. Returns AGX_OK or AGX_USAGE (no room, listed twice). */
AGX_MUST_USE enum agx_status bench_plan_add_threads(struct bench_plan *plan, unsigned threads,
						    struct agx_error *err);

size_t bench_plan_cell_count(const struct bench_plan *plan);

/* Cells are numbered by thread count, then configuration. */
struct bench_cell bench_plan_cell(const struct bench_plan *plan, size_t number);
size_t bench_plan_number(const struct bench_plan *plan, struct bench_cell cell);

/* The order of ROUND: numbers of all cells into RET_NUMBERS. Thread counts in turn; within each, the
 * configurations shuffled by the plan's seed and ROUND. */
void bench_plan_order(const struct bench_plan *plan, unsigned round, size_t *ret_numbers);

/* What the sample of CELL in ROUND runs; all samples of a round share its seed. */
struct workload_config bench_plan_config(const struct bench_plan *plan, struct bench_cell cell,
					 unsigned round);

/* "policy global-call" or "fix refcount" into OUT of SIZE bytes (48 are enough); returns OUT. */
const char *bench_configuration_format(struct bench_configuration configuration, char *out,
				       size_t size);

#endif
