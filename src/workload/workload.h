/* SPDX-License-Identifier: MIT */
/* What a client does: the reproductions of the bug report, each driving a simulated device through a
 * policy, with real threads.
 *
 *	struct workload_config config = workload_config_default(WORKLOAD_LINEAR);
 *	config.threads = 8;
 *	config.sim.faults = SIM_FAULT_SYNC_ENDS_ENCODER;
 *	status = workload_run(&config, &result, &err);	// may well end in a SIGSEGV: run it in a child
 *
 * Thread safety: workload_run starts and joins its own threads; several runs in one process must not overlap. */
#ifndef AGX_WORKLOAD_WORKLOAD_H
#define AGX_WORKLOAD_WORKLOAD_H

#include "agxrace/status.h"
#include "policy/policy_choice.h"
#include "sim/sim_config.h"

#include <stdbool.h>
#include <stdint.h>

#define WORKLOAD_MAP(X) \
	X(WORKLOAD_LINEAR, "linear", \
	  "the report's PyTorch test: threads x iterations x {Linear(512, 512) forward on a shared model; synchronize}") \
	X(WORKLOAD_COMPUTE, "compute", \
	  "legal Metal use: own queue, command buffer and encoder per thread, alternating copy and add pipelines") \
	X(WORKLOAD_MPS, "mps", \
	  "matrix multiplication kernel objects cached and shared by all threads on one stream")

enum workload_kind {
#define WORKLOAD_ENUM(name, text, sentence) name,
	WORKLOAD_MAP(WORKLOAD_ENUM)
#undef WORKLOAD_ENUM
	WORKLOAD_COUNT
};

struct workload_config {
	enum workload_kind kind;
	unsigned threads;    /* client threads, 1 to AGX_THREADS_MAX */
	uint64_t iterations; /* per thread, 1 to AGX_ITERATIONS_MAX */
	uint64_t duration_ns; /* when not 0: iterate until this much time has passed, ignoring iterations */
	unsigned dispatches; /* per encoder; 0: the workload's own number */
	struct policy_choice policy;
	struct sim_config sim; /* faults of both kinds, fix, seed, jitter, kernels */
};

enum { WORKLOAD_LATENCY_BUCKETS = 512 };

/* What a run that ended by itself did. */
struct workload_result {
	uint64_t duration_ns;   /* from the moment all threads were started to the last one's end */
	uint64_t dispatches;    /* commands encoded, all threads */
	uint64_t buffers;       /* command buffers committed */
	uint64_t lost_calls;    /* calls that a NULL-checking driver dropped */
	uint64_t foreign_commands; /* commands of one thread found in another's encoder (wrong-context) */
	uint64_t wrong_results; /* kernels whose output differed from the reference */
	/* Encode latency (encoder creation to endEncoding). Bucket i counts latencies in
	 * [2^(i/16), 2^((i+1)/16)) nanoseconds, so a quantile is known within 4.5 %. */
	uint64_t latency[WORKLOAD_LATENCY_BUCKETS];
};

struct workload_config workload_config_default(enum workload_kind kind);

const char *workload_name(enum workload_kind kind);
const char *workload_sentence(enum workload_kind kind);
AGX_MUST_USE enum agx_status workload_parse(const char *text, enum workload_kind *ret_kind,
					    struct agx_error *err);

/* The bucket that counts LATENCY_NS. */
unsigned workload_latency_bucket(uint64_t latency_ns);

/* Nanoseconds below which the fraction Q (0 to 1) of the latencies lies; 0 if there are none. */
uint64_t workload_latency_quantile(const struct workload_result *result, double q);

/* Run CONFIG to its end. Returns AGX_OK (whatever the counters of *RET_RESULT say), AGX_USAGE for values out of
 * range, AGX_NO_MEMORY or AGX_FAILED (no thread could be started). A fault may end the process by SIGSEGV or
 * SIGABRT before it returns, or keep it from returning. */
AGX_MUST_USE enum agx_status workload_run(const struct workload_config *config,
					  struct workload_result *ret_result, struct agx_error *err);

#endif
