/* SPDX-License-Identifier: MIT */
/* Takes the samples of a plan, one child at a time, so that no sample disturbs another.
 *
 *	status = bench_run(&plan, &hooks, &samples, &err);
 *	...samples.taken[samples.round_count * cells] ...
 *	bench_samples_release(&samples);
 *
 * A child that did not end by itself leaves a sample that says so: nothing is dropped in silence.
 *
 * Thread safety: call from a single-threaded process, as it forks. */
#ifndef AGX_BENCH_BENCH_H
#define AGX_BENCH_BENCH_H

#include "bench/bench_plan.h"
#include "crash/child.h"

/* What a sample's child does: workload_run(), or a test's own. */
typedef enum agx_status (*bench_body)(const struct workload_config *config,
				      struct workload_result *ret_result, struct agx_error *err);

struct bench_sample {
	enum child_end end;
	uint64_t duration_ns; /* this and the next: of a child that ended by itself; 0 else */
	uint64_t cpu_ns;      /* user and system time, set-up included */
	uint64_t dispatches;
	uint64_t buffers;
	uint64_t p50_ns; /* encode latency */
	uint64_t p99_ns;
	uint64_t lost_calls;
	uint64_t foreign_commands;
	uint64_t wrong_results;
	int signal;        /* this and the next two: of one that did not; 0 and "" else */
	char site[64];
	char message[128];
};

struct bench_samples {
	struct bench_sample *taken; /* of round r, cell c at r * cell_count + c */
	/* Encode latencies by cell: sound samples of all rounds, one that was broken off included. */
	uint64_t (*latency)[WORKLOAD_LATENCY_BUCKETS];
	size_t cell_count;
	unsigned round_count; /* whole rounds; without the warm-up */
};

struct bench_hooks {
	bench_body body;
	/* Called after each sample, warm-up included; may be NULL. */
	void (*progress)(void *context, uint64_t taken, uint64_t total);
	void *context;
};

/* Ended by itself, encoded something, and did nothing wrong: fit to be counted. */
bool bench_sample_is_sound(const struct bench_sample *sample);

/* Commands per second of a sound sample. */
double bench_sample_rate(const struct bench_sample *sample);

/* Take PLAN's samples. Returns AGX_OK; AGX_INTERRUPTED when agx_stop_requested() came true, with the whole rounds
 * so far; AGX_NO_MEMORY; what child_start() or the body said, with *RET_SAMPLES untouched. The caller releases
 * *RET_SAMPLES after the first two. */
AGX_MUST_USE enum agx_status bench_run(const struct bench_plan *plan,
				       const struct bench_hooks *hooks,
				       struct bench_samples *ret_samples, struct agx_error *err);

void bench_samples_release(struct bench_samples *samples);

#endif
