/* SPDX-License-Identifier: MIT */
/* What an exploration of a program found: for people (counts, findings with a column per thread, both stacks, what was not
 * covered), for programs ("agxrace/explore/1", docs/formats/explore.md) and as a trace.
 *
 * Thread safety: pure functions. */
#ifndef AGX_REPORT_EXPLORE_FORMAT_H
#define AGX_REPORT_EXPLORE_FORMAT_H

#include "base/text.h"
#include "subject/subject.h"
#include "trace/trace.h"

#include <jansson.h>

struct explore_report {
	const struct subject_result *result;
	const char *reproduce; /* the command line up to where --replay STRING goes: "agxrace explore file.c" */
	const char *reproduce_flags; /* the rest: " -- -DN=2", "" */
	uint64_t seed;
	/* Was it looked for? What was not is said of a clean result. */
	bool races;
	bool spurious_wakeups;
	bool weak_cas_fails;
	bool malloc_fails;
	bool leaks;
	bool unoptimised;
};

enum { EXPLORE_LEFT_OUT_MAX = 6 };

/* What REPORT's search left out: its words, LEFT_OUT's elements are static. Returns how many. */
size_t explore_left_out(const struct explore_report *report, const char *left_out[EXPLORE_LEFT_OUT_MAX]);

/* Append the answer, lines of about WIDTH columns (0: 100). */
void explore_format_text(const struct explore_report *report, unsigned width, bool colour, struct agx_text *out);

/* The whole document; NULL on lack of memory. The caller owns it. */
json_t *explore_format_json(const struct explore_report *report);

/* A trace of FINDING's execution with the texts that it points to. Release with explore_trace_release(). */
struct explore_trace {
	struct trace trace;
	struct trace_step *steps;
	struct agx_text *notes; /* one for each step */
	char (*names)[24];
	const char **name_pointers;
};

/* Returns AGX_OK or AGX_NO_MEMORY. Valid as long as FINDING. */
AGX_MUST_USE enum agx_status explore_trace_make(const struct subject_finding *finding,
						struct explore_trace *ret_trace);
void explore_trace_release(struct explore_trace *trace);

#endif
