/* SPDX-License-Identifier: MIT */
/* What the options of agxrace check ask for. */
#ifndef AGX_CLI_CHECK_REQUEST_H
#define AGX_CLI_CHECK_REQUEST_H

#include "cli/command.h"
#include "cli/progress.h"
#include "verdict/cell.h"

struct check_options {
	const char *model;
	const char *policy; /* NULL: all */
	const char *fault;  /* NULL: all */
	const char *fix;    /* NULL: all */
	const char *with;
	uint64_t threads;
	uint64_t slots;
	bool explore_all;
	bool starvation;
	const char *ignore;
	const char *drop_guard;
	uint64_t states_max;
	uint64_t memory_mib;
	uint64_t timeout_s;
	uint64_t workers;
	bool symmetry;
	bool no_symmetry;
	const char *certificate;
	const char *verify;
	const char *export;
	bool claims;
	bool ablation;
	const char *trace;
	const char *trace_format;
	const char *colour;
	bool json;
};

/* What was asked for, understood. */
struct check_request {
	const struct cli_command *command;
	struct check_options options;
	struct question question;
	struct cell_limits limits;
	bool whole_row;    /* no fault was named: all of them */
	bool whole_column; /* neither a policy nor a fix was named: all of them */
	struct cli_progress progress;
};

/* Understand REQUEST->options, whose command is set. Returns -1 to go on, or the exit code, the reason told on standard
 * error. */
int check_request_read(struct check_request *request);

/* Ctrl-C, as a callback of the searches. */
bool check_request_stop(void *context);

#endif
