/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/limits.h"
#include "base/machine.h"
#include "bench/bench.h"
#include "bench/bench_summary.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "report/bench_format.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Long encoders by default: with empty kernels, what an encoder costs then outweighs what a buffer's way through queue
 * and GPU thread costs. */
enum { ROUNDS_DEFAULT = 9, DURATION_MS_DEFAULT = 50, DISPATCHES_DEFAULT = 128, NAME_BYTES_MAX = 64 };

struct options {
	const char *workload;
	const char *kernels;
	const char *policies; /* NULL: all */
	const char *fixes;    /* NULL: all */
	struct cli_uints threads;
	uint64_t rounds;
	uint64_t duration_ms;
	uint64_t dispatches; /* per encoder; 0: DISPATCHES_DEFAULT, with real kernels the workload's own */
	uint64_t seed;
	const char *samples; /* NULL: not wanted */
	bool json;
};

static const struct cli_option options_table[] = {
	CLI_STRING("workload", 'w', struct options, workload, "NAME",
		   "linear, compute or mps (compute)"),
	CLI_STRING("kernels", 0, struct options, kernels, "KIND",
		   "real: commands are executed; empty: only encoded (empty)"),
	CLI_STRING("policies", 'p', struct options, policies, "A,B",
		   "client policies, each without a fix; none: the baselines only (all)"),
	CLI_STRING("fixes", 0, struct options, fixes, "A,B",
		   "driver fixes, each without a policy; none: no fix (all)"),
	CLI_UINTS("threads", 't', struct options, threads, "LIST", 1, AGX_THREADS_MAX,
		  "client threads (1, 2, 4... up to the number of cores)"),
	CLI_UINT("rounds", 'n', struct options, rounds, "N", 1, BENCH_ROUNDS_MAX,
		 "samples of each; below 6 nothing is claimed (9)"),
	CLI_UINT("duration-ms", 0, struct options, duration_ms, "N", 1, BENCH_DURATION_MS_MAX,
		 "of a sample (50)"),
	CLI_UINT("dispatches", 0, struct options, dispatches, "N", 1, BENCH_DISPATCHES_MAX,
		 "commands per encoder (128; with real kernels as the workload has it)"),
	CLI_UINT("seed", 's', struct options, seed, "N", 0, INT64_MAX,
		 "seed of the order and of the workload (1)"),
	CLI_STRING("samples", 'o', struct options, samples, "FILE",
		   "write every sample to FILE, as JSON"),
	CLI_FLAG("json", 0, struct options, json, "print one JSON document"),
	CLI_END,
};

typedef enum agx_status (*name_taker)(const char *name, struct bench_plan *plan,
				      struct agx_error *err);

static enum agx_status take_policy(const char *name, struct bench_plan *plan,
				   struct agx_error *err)
{
	struct bench_configuration configuration = {.fix = SIM_FIX_NONE};
	enum agx_status status = policy_parse(name, &configuration.policy, err);

	return status == AGX_OK ? bench_plan_add(plan, configuration, err) : status;
}

static enum agx_status take_fix(const char *name, struct bench_plan *plan, struct agx_error *err)
{
	struct bench_configuration configuration = {.policy = {POLICY_NONE, 0}};
	enum agx_status status = sim_fix_parse(name, &configuration.fix, err);

	return status == AGX_OK ? bench_plan_add(plan, configuration, err) : status;
}

/* Call TAKE for each name of LIST, which commas separate. */
static enum agx_status each_name(const char *list, name_taker take, struct bench_plan *plan,
				 struct agx_error *err)
{
	for (;;) {
		size_t length = strcspn(list, ",");
		char name[NAME_BYTES_MAX];
		enum agx_status status;

		(void)snprintf(name, sizeof name, "%.*s", (int)(length < 1000 ? length : 1000),
			       list); /* one that is clipped is unknown anyway */
		status = take(name, plan, err);
		if (status != AGX_OK || list[length] == '\0')
			return status;
		list += length + 1;
	}
}

static enum agx_status add_all_policies(struct bench_plan *plan, struct agx_error *err)
{
	enum agx_status status = AGX_OK;

	for (int kind = 0; kind < POLICY_COUNT && status == AGX_OK; kind++) {
		struct policy_choice choice = {(enum policy_kind)kind,
					       kind == POLICY_THROTTLE ? 2 : 0};

		status = bench_plan_add(plan, (struct bench_configuration) {choice, SIM_FIX_NONE},
					err);
	}
	return status;
}

static enum agx_status add_all_fixes(struct bench_plan *plan, struct agx_error *err)
{
	enum agx_status status = AGX_OK;

	for (int fix = 0; fix < SIM_FIX_COUNT && status == AGX_OK; fix++)
		status = bench_plan_add(
			plan, (struct bench_configuration) {{POLICY_NONE, 0}, (enum sim_fix)fix},
			err);
	return status;
}

static enum agx_status add_threads(struct bench_plan *plan, const struct options *options,
				   struct agx_error *err)
{
	unsigned cores = agx_machine_read().cores;
	enum agx_status status = AGX_OK;

	for (size_t i = 0; i < options->threads.count && status == AGX_OK; i++)
		status = bench_plan_add_threads(plan, (unsigned)options->threads.values[i], err);
	if (options->threads.count > 0)
		return status;
	for (unsigned n = 1; n <= AGX_THREADS_MAX && (n <= cores || n <= 2) && status == AGX_OK;
	     n *= 2)
		status = bench_plan_add_threads(plan, n, err);
	return status;
}

/* Returns -1 to go on, or the exit code. */
static int make_plan(const struct cli_command *command, const struct options *options,
		     struct bench_plan *ret_plan)
{
	struct workload_config config;
	enum workload_kind kind;
	struct agx_error err = {""};
	enum agx_status status = workload_parse(options->workload, &kind, &err);

	if (status != AGX_OK)
		return cli_usage(command, "%s", err.text);
	if (strcmp(options->kernels, "real") != 0 && strcmp(options->kernels, "empty") != 0)
		return cli_usage(command, "--kernels %s: expected real or empty",
				 options->kernels);
	config = workload_config_default(kind);
	config.sim.seed = options->seed;
	config.sim.kernels_empty = strcmp(options->kernels, "empty") == 0;
	config.dispatches = (unsigned)options->dispatches;
	if (config.dispatches == 0 && config.sim.kernels_empty)
		config.dispatches = DISPATCHES_DEFAULT;
	*ret_plan = bench_plan_init(&config, (unsigned)options->rounds, options->duration_ms);
	status = options->policies == NULL
			 ? add_all_policies(ret_plan, &err)
			 : each_name(options->policies, take_policy, ret_plan, &err);
	if (status == AGX_OK)
		status = options->fixes == NULL
				 ? add_all_fixes(ret_plan, &err)
				 : each_name(options->fixes, take_fix, ret_plan, &err);
	if (status == AGX_OK)
		status = add_threads(ret_plan, options, &err);
	return status == AGX_OK ? -1 : cli_usage(command, "%s", err.text);
}

/* Find out before the work, not after, that its samples could not be written. */
static enum agx_status check_writable(const char *path, struct agx_error *err)
{
	char folder[AGX_PATH_BYTES_MAX];
	const char *slash = strrchr(path, '/');
	struct stat info;
	int length =
		snprintf(folder, sizeof folder, "%.*s",
			 slash != NULL ? (int)(slash - path) + 1 : 1, slash != NULL ? path : ".");

	if (length < 0 || (size_t)length >= sizeof folder)
		return agx_fail(err, AGX_IO, "%s: path too long", path);
	if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
		return agx_fail(err, AGX_IO, "cannot write %s: it is a folder", path);
	if (access(folder, W_OK) != 0)
		return agx_fail(err, AGX_IO, "cannot write %s: %s: %s", path, folder,
				strerror(errno));
	return AGX_OK;
}

static enum agx_status write_samples(const char *path, const struct bench_report *report,
				     struct agx_error *err)
{
	json_t *document = bench_format_samples(report);
	char *text = document != NULL ? json_dumps(document, JSON_COMPACT) : NULL;
	enum agx_status status = AGX_NO_MEMORY;

	if (text != NULL)
		status = agx_file_write(path, text, strlen(text), err);
	free(text);
	json_decref(document);
	return status;
}

static enum agx_status print_report(const struct bench_report *report, bool as_json)
{
	struct agx_text text = {0};
	json_t *document;
	bool printed;

	if (!as_json) {
		bench_format_text(report, &text);
		printed = !agx_text_failed(&text);
		fputs(agx_text_string(&text), stdout);
		agx_text_release(&text);
		return printed ? AGX_OK : AGX_NO_MEMORY;
	}
	document = bench_format_json(report);
	printed = document != NULL &&
		  json_dumpf(document, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) == 0;
	json_decref(document);
	fputc('\n', stdout);
	return printed ? AGX_OK : AGX_NO_MEMORY;
}

static void show_progress(void *context, uint64_t taken, uint64_t total)
{
	cli_progress_show(context, taken, total, "samples");
}

/* Sum up SAMPLES, print them and write them where wanted. Returns the exit code. */
static int tell(const struct cli_command *command, const struct options *options,
		const struct bench_plan *plan, const struct bench_samples *samples)
{
	struct bench_row *rows = calloc(samples->cell_count, sizeof *rows);
	struct bench_report report = {plan, samples, rows, agx_machine_read()};
	struct agx_error err = {""};
	enum agx_status status = AGX_NO_MEMORY;

	if (rows != NULL)
		status = bench_summarise(plan, samples, rows, &err);
	if (status == AGX_OK)
		status = print_report(&report, options->json);
	if (status == AGX_OK && options->samples != NULL)
		status = write_samples(options->samples, &report, &err);
	if (status == AGX_OK && bench_failures(rows, samples->cell_count) > 0)
		status = agx_fail(&err, AGX_FAILED,
				  "%zu samples failed; the figures are of the others",
				  bench_failures(rows, samples->cell_count));
	free(rows);
	return status == AGX_OK ? cli_finish(command, 0) : cli_fail(command, status, &err);
}

static int run(const struct cli_command *command, int argc, char **argv)
{
	struct options options = {
		.workload = "compute",
		.kernels = "empty",
		.rounds = ROUNDS_DEFAULT,
		.duration_ms = DURATION_MS_DEFAULT,
		.seed = 1,
	};
	struct cli_progress line;
	struct bench_hooks hooks = {workload_run, show_progress, &line};
	struct bench_samples samples;
	struct bench_plan plan;
	struct agx_error err = {""};
	enum agx_status status = AGX_OK;
	int operands;
	int code = cli_parse(command, argc, argv, &options, &operands);

	if (code < 0)
		code = make_plan(command, &options, &plan);
	if (code >= 0)
		return code;
	if (options.samples != NULL)
		status = check_writable(options.samples, &err);
	if (status != AGX_OK)
		return cli_fail(command, status, &err);
	line = cli_progress_begin(0);
	status = bench_run(&plan, &hooks, &samples, &err);
	cli_progress_end(&line);
	if (status != AGX_OK && status != AGX_INTERRUPTED)
		return cli_fail(command, status, &err);
	code = 0;
	if (samples.round_count > 0)
		code = tell(command, &options, &plan, &samples);
	if (status == AGX_INTERRUPTED)
		code = cli_fail(command, status, &err);
	bench_samples_release(&samples);
	return code;
}

const struct cli_command cmd_bench = {
	.name = "bench",
	.summary = "measure what the policies and fixes cost, as ratios taken in one run",
	.operands = NULL,
	.text = "Measures commands encoded per second, encode latency and parallel efficiency "
		"for each "
		"client policy and each driver fix with each number of threads, and their "
		"throughput as ratio to no synchronisation at all, to policy global-call and to "
		"policy global-encoder, which are always measured along.\n\n"
		"Each sample is a run of the workload, with no fault, in a process of its own. A "
		"round "
		"takes one sample of everything in shuffled order; the first is a warm-up and is "
		"dropped. Ratios are of samples of the same round. Where the interval of a ratio "
		"holds 1, no difference is claimed.\n\n"
		"The exit code is 0 when every sample ended well; 1 when some crashed or went "
		"wrong, "
		"which is told with the figures of the others, or on Ctrl-C, with those of the "
		"whole rounds so far.",
	.options = options_table,
	.run = run,
};
