/* SPDX-License-Identifier: MIT */
/* The options that say what to run, the same for every command that runs a workload.
 *
 *	struct options { struct workload_options run; bool json; };
 *	static const struct cli_option table[] = {
 *		WORKLOAD_OPTION_THREADS(struct options, run),
 *		WORKLOAD_OPTIONS(struct options, run),
 *		CLI_END,
 *	};
 *	struct options options = {.run = WORKLOAD_OPTIONS_DEFAULT};
 *	...cli_parse...
 *	code = workload_options_config(command, &options.run, &config);
 *	if (code >= 0)
 *		return code;
 *
 * Thread safety: plain values. */
#ifndef AGX_CLI_WORKLOAD_OPTIONS_H
#define AGX_CLI_WORKLOAD_OPTIONS_H

#include "base/limits.h"
#include "cli/command.h"
#include "workload/workload.h"

struct workload_options {
	const char *workload;
	uint64_t threads;
	uint64_t iterations; /* 0: the workload's own number */
	const char *policy;
	const char *fault; /* NULL: the report's, see workload_options_config() */
	const char *fix;
	uint64_t seed;
	uint64_t jitter;
	const char *kernels;
};

#define WORKLOAD_OPTIONS_DEFAULT \
	{.workload = "linear", .threads = 8, .policy = "none", .fix = "none", .seed = 1, \
	 .kernels = "real"}

/* Rows for a member of TYPE that is a struct workload_options. --threads is apart: a command may
 * take a list. */
#define WORKLOAD_OPTION_THREADS(type, member) \
	CLI_UINT("threads", 't', type, member.threads, "N", 1, AGX_THREADS_MAX, \
		 "client threads (8)")

#define WORKLOAD_OPTIONS(type, member) \
	CLI_STRING("workload", 'w', type, member.workload, "NAME", \
		   "linear, compute or mps (linear)"), \
	CLI_UINT("iterations", 'i', type, member.iterations, "N", 1, AGX_ITERATIONS_MAX, \
		 "iterations of each thread (linear and mps 50, compute 200)"), \
	CLI_STRING("policy", 'p', type, member.policy, "NAME", \
		   "what the client does around its calls (none)"), \
	CLI_STRING("fault", 'f', type, member.fault, "A,B", \
		   "what is wrong in driver and client (sync-ends-encoder; compute: none)"), \
	CLI_STRING("fix", 0, type, member.fix, "NAME", "what the driver does inside (none)"), \
	CLI_UINT("seed", 's', type, member.seed, "N", 0, INT64_MAX, \
		 "seed of every random choice (1)"), \
	CLI_UINT("jitter", 0, type, member.jitter, "N", 0, 1000, \
		 "per mille of marked points at which a thread yields (0)"), \
	CLI_STRING("kernels", 0, type, member.kernels, "KIND", \
		   "real: commands are executed; empty: only encoded (real)")

/* Fill *RET_CONFIG from OPTIONS. Without --fault it is sync-ends-encoder, the fault of the report,
 * or none for the workload compute, which is legal use. Returns -1 to go on, or the exit code at
 * which the command must end now (wrong usage, told on stderr: 2); *RET_CONFIG is untouched then. */
int workload_options_config(const struct cli_command *command,
			    const struct workload_options *options,
			    struct workload_config *ret_config);

#endif
