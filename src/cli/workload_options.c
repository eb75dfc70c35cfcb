/* SPDX-License-Identifier: MIT */
#include "cli/workload_options.h"

#include <string.h>

static const char *fault_text(const struct workload_options *options, enum workload_kind kind)
{
	if (options->fault != NULL)
		return options->fault;
	return kind == WORKLOAD_COMPUTE ? "none" : sim_fault_name(SIM_FAULT_SYNC_ENDS_ENCODER);
}

int workload_options_config(const struct cli_command *command,
			    const struct workload_options *options,
			    struct workload_config *ret_config)
{
	struct workload_config config;
	enum workload_kind kind;
	struct agx_error err;

	if (workload_parse(options->workload, &kind, &err) != AGX_OK)
		return cli_usage(command, "%s", err.text);
	config = workload_config_default(kind);
	if (policy_parse(options->policy, &config.policy, &err) != AGX_OK ||
	    sim_faults_parse(fault_text(options, kind), &config.sim.faults, &err) != AGX_OK ||
	    sim_fix_parse(options->fix, &config.sim.fix, &err) != AGX_OK)
		return cli_usage(command, "%s", err.text);
	if (strcmp(options->kernels, "real") != 0 && strcmp(options->kernels, "empty") != 0)
		return cli_usage(command, "--kernels %s: expected real or empty",
				 options->kernels);
	config.threads = (unsigned)options->threads;
	if (options->iterations != 0)
		config.iterations = options->iterations;
	config.sim.kernels_empty = strcmp(options->kernels, "empty") == 0;
	config.sim.jitter = (unsigned)options->jitter;
	config.sim.seed = options->seed;
	*ret_config = config;
	return -1;
}
