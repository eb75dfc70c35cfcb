/* SPDX-License-Identifier: MIT */
/* A bench's figures for people and for programs: "agxrace/bench/1" and, with every sample,
 * "agxrace/bench-samples/1" (docs/formats/bench.md). */
#ifndef AGX_REPORT_BENCH_FORMAT_H
#define AGX_REPORT_BENCH_FORMAT_H

#include "base/machine.h"
#include "base/text.h"
#include "bench/bench_summary.h"

#include <jansson.h>

/* What was measured; ROWS are those of bench_summarise(). */
struct bench_report {
	const struct bench_plan *plan;
	const struct bench_samples *samples;
	const struct bench_row *rows;
	struct agx_machine machine;
};

/* Append to OUT the machine, per thread count a table of figures and one of ratios, and the samples that
 * failed; 100 columns at most. */
void bench_format_text(const struct bench_report *report, struct agx_text *out);

/* New documents; NULL on lack of memory. The caller owns them. */
json_t *bench_format_json(const struct bench_report *report);
json_t *bench_format_samples(const struct bench_report *report);

#endif
