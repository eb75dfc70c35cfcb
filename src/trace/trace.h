/* SPDX-License-Identifier: MIT */
/* What happened, step by step: the one form that the checker, the explorer, the sim and the guard
 * speak. A trace is an array of steps in their total order; strings are borrowed from the maker and live
 * as long as it says.
 *
 *	struct trace trace = {.steps = steps, .count = 5, .threads = names, .thread_count = 2};
 *
 * Thread safety: immutable once made. */
#ifndef AGX_TRACE_TRACE_H
#define AGX_TRACE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trace_step {
	uint32_t thread;       /* index in trace.threads */
	uint64_t time_ns;      /* since the trace began; 0 throughout when the maker has no clock */
	const char *operation; /* driver function or API call: "setComputePipelineState:" */
	const char *object;    /* "encoder 3", "slot 0"; NULL if none */
	const char *state;     /* what the object holds after the step; NULL if not told */
	const char *note;      /* one clause for a person: "loads _impl: NULL"; NULL if none */
	const char *file;      /* source of the step; NULL if none */
	uint32_t line;
	bool aside; /* does not lead to the ending: text may leave it out */
	bool unnumbered; /* an access that the ending is about, beside the steps */
};

struct trace {
	const struct trace_step *steps;
	size_t count;
	const char *const *threads; /* names of the columns, client threads first */
	size_t thread_count;
	const char *ending; /* what the last step led to: "null-deref at NULL+0x5c8 (read) in …"; may be NULL */
};

#endif
