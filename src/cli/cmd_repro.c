/* SPDX-License-Identifier: MIT */
#include "cli/command.h"
#include "cli/workload_options.h"

#include "base/file.h"
#include "base/stop.h"
#include "crash/child.h"
#include "report/crash_files.h"
#include "report/repro_format.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	POLL_MS = 100, /* how often Ctrl-C is looked for */
	TIMEOUT_MS = 60000,
};

struct options {
	struct workload_options run;
	uint64_t timeout_ms;
	uint64_t tries;
	const char *output;
	bool json;
};

static const struct cli_option options_table[] = {
	WORKLOAD_OPTION_THREADS(struct options, run),
	WORKLOAD_OPTIONS(struct options, run),
	CLI_UINT("timeout-ms", 0, struct options, timeout_ms, "MS", 1, AGX_TIMEOUT_MS_MAX,
		 "a run that takes longer is a hang (60000)"),
	CLI_UINT("tries", 'n', struct options, tries, "N", 1, AGX_RUNS_MAX,
		 "runs with seed, seed+1, ... until one crashes (1)"),
	CLI_STRING("output", 'o', struct options, output, "FOLDER",
		   "where the crash report goes (agxrace-report)"),
	CLI_FLAG("json", 0, struct options, json, "print one JSON document"),
	CLI_END,
};

/* In memory shared with the child. */
struct run_result {
	enum agx_status status;
	struct agx_error err;
	struct workload_result counts;
};

static int run_workload(void *context, void *result)
{
	struct run_result *run = result;

	run->status = workload_run(context, &run->counts, &run->err);
	return 0;
}

/* Run once. Returns AGX_OK when the run has ended, whichever way; *RET_CHILD is the caller's to free.
 * AGX_INTERRUPTED leaves none. */
static enum agx_status run_once(struct repro_result *result, struct child **ret_child,
				struct agx_error *err)
{
	struct child_spec spec = {.body = run_workload,
				  .context = &result->config,
				  .result_bytes = sizeof(struct run_result),
				  .timeout_ms = result->timeout_ms};
	struct child *child;
	enum agx_status status = child_start(&spec, &child, err);

	if (status != AGX_OK)
		return status;
	while (!child_wait(child, POLL_MS)) {
		if (agx_stop_requested()) {
			child_free(child);
			return AGX_INTERRUPTED;
		}
	}
	*ret_child = child;
	return AGX_OK;
}

/* Take over what CHILD's run has to say. Fails when the tool, not the run, went wrong. */
static enum agx_status judge(struct repro_result *result, const struct child *child,
			     struct agx_error *err)
{
	const struct run_result *run = child_result(child);

	result->outcome = *child_outcome(child);
	result->runs++;
	switch (result->outcome.end) {
	case CHILD_DONE:
		if (run->status != AGX_OK)
			return agx_fail(err, run->status, "%s", run->err.text);
		if (!repro_is_faulty(result)) /* what one run did wrong is not lost by a clean one after it */
			result->counts = run->counts;
		return AGX_OK;
	case CHILD_KILLED:
		return agx_fail(err, AGX_FAILED, "somebody else killed the run by signal %d",
				result->outcome.signal);
	case CHILD_EXITED:
		return agx_fail(err, AGX_FAILED, "the run ended itself with exit status %d%s%s",
				result->outcome.exit_status,
				result->outcome.message[0] != '\0' ? ": " : "",
				result->outcome.message);
	case CHILD_CRASHED:
	case CHILD_ABORTED:
	case CHILD_HUNG:
		break;
	}
	return AGX_OK;
}

/* Run until one crashes, aborts or hangs, all tries are used up or the person stops it. *RET_CHILD: the last run's, to be
 * freed by the caller; NULL if no run has ended. */
static enum agx_status try_all(struct repro_result *result, struct child **ret_child,
			       struct agx_error *err)
{
	*ret_child = NULL;
	while (result->runs < result->tries && !repro_ended_badly(result)) {
		struct child *child;
		enum agx_status status;

		result->config.sim.seed = result->first_seed + result->runs;
		status = run_once(result, &child, err);
		if (status == AGX_INTERRUPTED) {
			result->interrupted = true;
			return AGX_OK;
		}
		if (status != AGX_OK)
			return status;
		child_free(*ret_child);
		*ret_child = child;
		status = judge(result, child, err);
		if (status != AGX_OK)
			return status;
	}
	return AGX_OK;
}

/* Write the report of CHILD, if there is one, and print the result. Returns the exit code. */
static int tell(const struct cli_command *command, const struct options *options,
		struct repro_result *result, const struct child *child)
{
	struct crash_report report = {0};
	struct crash_files files;
	struct agx_text text = {0};
	struct agx_error err;
	enum agx_status status = AGX_OK;
	int code;

	if (child != NULL && child_outcome(child)->captured) {
		status = child_report(child, &report, &err);
		if (status == AGX_OK)
			status = crash_files_describe(&report, &result->config, &err);
		if (status == AGX_OK)
			status = crash_files_write(&report, &result->config, options->output, &files,
						   &err);
		result->report = report.memory != NULL ? &report : NULL;
		result->files = status == AGX_OK ? &files : NULL;
	}
	if (options->json)
		repro_format_json(result, &text);
	else
		repro_format_text(result, &text);
	if (agx_text_failed(&text) && status == AGX_OK)
		status = agx_fail(&err, AGX_NO_MEMORY, "no memory for the result");
	fputs(agx_text_string(&text), stdout);
	code = cli_finish(command, agx_verdict_exit_code(repro_verdict(result)));
	if (status != AGX_OK)
		code = cli_fail(command, status, &err);
	agx_text_release(&text);
	crash_report_release(&report);
	return code;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
	struct options options = {.run = WORKLOAD_OPTIONS_DEFAULT,
				  .timeout_ms = TIMEOUT_MS,
				  .tries = 1,
				  .output = "agxrace-report"};
	struct repro_result result = {0};
	struct child *child = NULL;
	struct agx_error err;
	struct stat info;
	enum agx_status status;
	bool existed;
	int operands;
	int code = cli_parse(command, argc, argv, &options, &operands);

	if (code < 0)
		code = workload_options_config(command, &options.run, &result.config);
	if (code >= 0)
		return code;
	result.first_seed = result.config.sim.seed;
	result.timeout_ms = options.timeout_ms;
	result.tries = options.tries;
	existed = stat(options.output, &info) == 0;
	status = agx_folder_make(options.output, &err); /* now, not after a long run */
	if (status != AGX_OK)
		return cli_fail(command, status, &err);
	status = try_all(&result, &child, &err);
	if (status == AGX_OK)
		code = tell(command, &options, &result, child);
	else
		code = cli_fail(command, status, &err);
	child_free(child);
	if (!existed && result.files == NULL)
		(void)rmdir(options.output); /* nothing was put there */
	return code;
}

const struct cli_command cmd_repro = {
	.name = "repro",
	.summary = "run a workload in a child process and report its crash",
	.text = "Runs a workload against the simulated driver with real threads, in a child process. When that crashes, "
		"fails an assertion of Metal's or hangs, tells where and what every thread was doing, and writes the "
		"crash report in Apple's .ips form and as text. A run that ends by itself is checked for lost calls, "
		"commands in another thread's encoder and wrong results.\n\n"
		"Exits 10 when something was found, 0 when not, 20 when interrupted before.\n\n"
		"A seed repeats every random choice but not the schedule of real threads: to see a crash again, give "
		"--tries, or --jitter to widen the windows.",
	.options = options_table,
	.run = run,
};
