/* SPDX-License-Identifier: MIT */
#include "workload/workload.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

Test(workload_name, every_workload_reads_back_as_written)
{
	for (int i = 0; i < WORKLOAD_COUNT; i++) {
		enum workload_kind back = WORKLOAD_COUNT;

		cr_assert_eq(workload_parse(workload_name((enum workload_kind)i), &back, NULL),
			     AGX_OK);
		cr_assert_eq((int)back, i);
	}
	enum workload_kind kind = WORKLOAD_COUNT;
	struct agx_error err;

	cr_assert_eq(workload_parse("render", &kind, &err), AGX_USAGE);
	cr_assert_str_eq(err.text, "unknown workload 'render'; known: linear, compute, mps");
	cr_assert_eq((int)kind, WORKLOAD_COUNT);
}

Test(workload_name, quantile_lies_above_its_latency_by_less_than_a_bucket)
{
	struct workload_result result = {0};

	cr_assert_eq(workload_latency_quantile(&result, 0.5), 0);
	/* 99 latencies of about a microsecond, one of a millisecond */
	result.latency[(size_t)(16 * log2(1000.0))] = 99;
	result.latency[(size_t)(16 * log2(1e6))] = 1;
	for (double q = 0; q <= 0.99; q += 0.11) {
		uint64_t ns = workload_latency_quantile(&result, q);

		cr_assert(ns >= 1000 && ns <= 1045, "%lu", (unsigned long)ns);
	}
	cr_assert(workload_latency_quantile(&result, 1.0) >= 1000000);
	cr_assert(workload_latency_quantile(&result, 1.0) <= 1045000);
}
