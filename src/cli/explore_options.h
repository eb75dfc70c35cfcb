// SPDX-License-Identifier: MIT
/* What "agxrace explore" can be told, and which of it makes sense together. The table that fills it in is cmd_explore.c's. */
#ifndef AGX_CLI_EXPLORE_OPTIONS_H
#define AGX_CLI_EXPLORE_OPTIONS_H

#include "cli/command.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	EXPLORE_NO_BOUND = 1000000, /* of preemptions */
	EXPLORE_JOBS_MAX = 64,
};

struct explore_options {
	const char *memory_model;
	const char *engine;
	const char *compiler;
	const char *replay;
	const char *strategy;
	const char *races;
	const char *arguments;
	const char *output;
	const char *trace;
	const char *trace_format;
	const char *colour;
	const char *checkpoint;
	uint64_t jobs;
	uint64_t runs;
	uint64_t seed;
	uint64_t preemptions;
	uint64_t max_events;
	uint64_t max_executions;
	uint64_t timeout_s;
	uint64_t findings;
	bool strict;
	bool volatile_atomic;
	bool spurious;
	bool weak_cas;
	bool malloc_fails;
	bool leaks;
	bool any_exit;
	bool no_spin;
	bool no_lock_revisits;
	bool show_output;
	bool json;
	bool gdb;
};

/* -1: OPTIONS and the files make sense together; else the exit code, and what is wrong was said. */
int explore_options_check(const struct explore_options *options, const struct cli_command *command, char *const *operands,
			  size_t operand_count);

/* Strategies and bounded preemptions are searches over interleavings, which the engine dpor makes. */
void explore_options_imply_engine(struct explore_options *options);

#endif
