/* SPDX-License-Identifier: MIT */
/* What `agxrace repro` found, for people and as the document "agxrace/repro/1".
 *
 * Thread safety: pure. */
#ifndef AGX_REPORT_REPRO_FORMAT_H
#define AGX_REPORT_REPRO_FORMAT_H

#include "agxrace/crash_report.h"
#include "agxrace/status.h"
#include "base/text.h"
#include "crash/child.h"
#include "report/crash_files.h"
#include "workload/workload.h"

struct repro_result {
	struct workload_config config; /* with the seed of the last run */
	uint64_t first_seed;
	uint64_t timeout_ms;
	uint64_t tries; /* runs asked for */
	uint64_t runs;  /* that ended */
	bool interrupted;
	struct child_outcome outcome; /* of the last run; meaningless while runs is 0 */
	struct workload_result counts; /* of the last run that ended by itself, or the first that did something wrong */
	const struct crash_report *report; /* NULL: none captured, or no crash */
	const struct crash_files *files;   /* NULL: none written */
};

/* Did a run that ended by itself lose calls, misplace commands or give wrong results? */
bool repro_is_faulty(const struct repro_result *result);

/* Did the last run crash, abort or hang? */
bool repro_ended_badly(const struct repro_result *result);

enum agx_verdict repro_verdict(const struct repro_result *result);

/* Append the story, ending with the lines verdict, because, report, reproduce. */
void repro_format_text(const struct repro_result *result, struct agx_text *out);

/* Append the document and a newline. */
void repro_format_json(const struct repro_result *result, struct agx_text *out);

#endif
