/* SPDX-License-Identifier: MIT */
/* Names, defaults and reading of results: what of the workloads needs no driver. */
#include "workload/workload.h"

#include <math.h>
#include <string.h>

enum { BUCKETS_PER_DOUBLING = 16 };

static uint64_t default_iterations(enum workload_kind kind)
{
	switch (kind) {
	case WORKLOAD_LINEAR:
	case WORKLOAD_MPS:
		return 50;
	case WORKLOAD_COMPUTE:
		return 200;
	case WORKLOAD_COUNT:
		break;
	}
	return 1;
}

struct workload_config workload_config_default(enum workload_kind kind)
{
	return (struct workload_config) {
		.kind = kind,
		.threads = 8,
		.iterations = default_iterations(kind),
		.sim = {.gpu_threads = 1, .seed = 1},
	};
}

const char *workload_name(enum workload_kind kind)
{
	switch (kind) {
#define NAME_CASE(enumerator, name, sentence) \
	case enumerator: \
		return name;
		WORKLOAD_MAP(NAME_CASE)
#undef NAME_CASE
	case WORKLOAD_COUNT:
		break;
	}
	return "unknown workload";
}

const char *workload_sentence(enum workload_kind kind)
{
	switch (kind) {
#define SENTENCE_CASE(enumerator, name, sentence) \
	case enumerator: \
		return sentence;
		WORKLOAD_MAP(SENTENCE_CASE)
#undef SENTENCE_CASE
	case WORKLOAD_COUNT:
		break;
	}
	return "unknown workload";
}

enum agx_status workload_parse(const char *text, enum workload_kind *ret_kind,
			       struct agx_error *err)
{
	static const char known[] = ""
#define KNOWN_NAME(enumerator, name, sentence) name ", "
		WORKLOAD_MAP(KNOWN_NAME)
#undef KNOWN_NAME
		;

	for (int kind = 0; kind < WORKLOAD_COUNT; kind++) {
		if (strcmp(text, workload_name((enum workload_kind)kind)) == 0) {
			*ret_kind = (enum workload_kind)kind;
			return AGX_OK;
		}
	}
	return agx_fail(err, AGX_USAGE, "unknown workload '%.64s'; known: %.*s", text,
			(int)(sizeof known - 1 - 2), known);
}

unsigned workload_latency_bucket(uint64_t latency_ns)
{
	double bucket = latency_ns > 1 ? log2((double)latency_ns) * BUCKETS_PER_DOUBLING : 0.0;

	return bucket < WORKLOAD_LATENCY_BUCKETS ? (unsigned)bucket : WORKLOAD_LATENCY_BUCKETS - 1;
}

/* Nearest rank: the upper edge of the bucket that holds the ceil(Q * total)-th smallest latency. */
uint64_t workload_latency_quantile(const struct workload_result *result, double q)
{
	uint64_t total = 0;
	uint64_t seen = 0;
	double rank;

	for (size_t i = 0; i < WORKLOAD_LATENCY_BUCKETS; i++)
		total += result->latency[i];
	if (total == 0)
		return 0;
	rank = fmax(1.0, ceil(q * (double)total));
	for (size_t i = 0; i < WORKLOAD_LATENCY_BUCKETS; i++) {
		seen += result->latency[i];
		if ((double)seen >= rank)
			return (uint64_t)ceil(exp2((double)(i + 1) / BUCKETS_PER_DOUBLING));
	}
	return UINT64_MAX; /* Q above 1 */
}
