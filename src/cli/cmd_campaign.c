/* SPDX-License-Identifier: MIT */
#include "base/stop.h"
#include "campaign/campaign.h"
#include "campaign/campaign_tally.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/workload_options.h"
#include "report/campaign_format.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS_DEFAULT = 50, TIMEOUT_MS_DEFAULT = 10000 };

/* Not given: NULL, 0, or UINT64_MAX where 0 is a value. */
struct options {
	struct workload_options run; /* threads apart */
	struct cli_uints threads;
	uint64_t runs;
	uint64_t jobs;
	uint64_t timeout_ms;
	const char *database;
	bool resume;
	bool report;
	bool json;
};

static const struct options not_given = {
	.run = {.seed = UINT64_MAX, .jitter = UINT64_MAX},
	.database = "campaign.db",
};

static const struct cli_option options_table[] = {
	CLI_STRING("database", 'd', struct options, database, "FILE",
		   "SQLite file that keeps every run (campaign.db)"),
	CLI_FLAG("resume", 0, struct options, resume,
		 "go on with the database: what is not given is as it was"),
	CLI_FLAG("report", 0, struct options, report,
		 "run nothing, print what the database holds"),
	CLI_UINTS("threads", 't', struct options, threads, "LIST", 1, AGX_THREADS_MAX,
		  "client threads, a row for each (1,2,4,8,16)"),
	CLI_UINT("runs", 'n', struct options, runs, "N", 1, AGX_RUNS_MAX, "runs per row (50)"),
	CLI_UINT("jobs", 'j', struct options, jobs, "N", 1, AGX_JOBS_MAX,
		 "runs at once; more than 1 changes the rates (1)"),
	CLI_UINT("timeout-ms", 0, struct options, timeout_ms, "N", 1, AGX_TIMEOUT_MS_MAX,
		 "after which a run counts as hung (10000)"),
	WORKLOAD_OPTIONS(struct options, run),
	CLI_FLAG("json", 0, struct options, json, "print one JSON document"),
	CLI_END,
};

/* The texts that stand for options that were not given. */
struct fill {
	char policy[32];
	char faults[160];
};

/* Replace each option that was not given by what PLAN has. */
static void fill_from_plan(struct options *options, const struct campaign_plan *plan,
			   struct fill *fill)
{
	const struct workload_config *config = &plan->config;
	struct workload_options *run = &options->run;

	policy_format(config->policy, fill->policy, sizeof fill->policy);
	sim_faults_format(config->sim.faults, fill->faults, sizeof fill->faults);
	run->workload = run->workload != NULL ? run->workload : workload_name(config->kind);
	run->iterations = run->iterations != 0 ? run->iterations : config->iterations;
	run->policy = run->policy != NULL ? run->policy : fill->policy;
	run->fault = run->fault != NULL ? run->fault : fill->faults;
	run->fix = run->fix != NULL ? run->fix : sim_fix_name(config->sim.fix);
	run->seed = run->seed != UINT64_MAX ? run->seed : config->sim.seed;
	run->jitter = run->jitter != UINT64_MAX ? run->jitter : config->sim.jitter;
	run->kernels = run->kernels != NULL	   ? run->kernels
		       : config->sim.kernels_empty ? "empty"
						   : "real";
	options->runs = options->runs != 0 ? options->runs : plan->runs;
	options->jobs = options->jobs != 0 ? options->jobs : plan->jobs;
	options->timeout_ms = options->timeout_ms != 0 ? options->timeout_ms : plan->timeout_ms;
	if (options->threads.count > 0)
		return;
	for (size_t i = 0; i < plan->cell_count; i++)
		options->threads.values[i] = plan->threads[i];
	options->threads.count = plan->cell_count;
}

static void fill_defaults(struct options *options)
{
	static const struct workload_options defaults = WORKLOAD_OPTIONS_DEFAULT;
	static const uint64_t threads[] = {1, 2, 4, 8, 16};
	struct workload_options *run = &options->run;

	run->workload = run->workload != NULL ? run->workload : defaults.workload;
	run->policy = run->policy != NULL ? run->policy : defaults.policy;
	run->fix = run->fix != NULL ? run->fix : defaults.fix;
	run->seed = run->seed != UINT64_MAX ? run->seed : defaults.seed;
	run->jitter = run->jitter != UINT64_MAX ? run->jitter : defaults.jitter;
	run->kernels = run->kernels != NULL ? run->kernels : defaults.kernels;
	options->runs = options->runs != 0 ? options->runs : RUNS_DEFAULT;
	options->jobs = options->jobs != 0 ? options->jobs : 1;
	options->timeout_ms = options->timeout_ms != 0 ? options->timeout_ms : TIMEOUT_MS_DEFAULT;
	if (options->threads.count > 0)
		return;
	memcpy(options->threads.values, threads, sizeof threads);
	options->threads.count = sizeof threads / sizeof threads[0];
}

/* Returns -1 to go on, or the exit code. */
static int make_plan(const struct cli_command *command, const struct options *options,
		     struct campaign_plan *ret_plan)
{
	struct campaign_plan plan = {
		.cell_count = options->threads.count,
		.runs = options->runs,
		.timeout_ms = options->timeout_ms,
		.jobs = (unsigned)options->jobs,
	};
	struct agx_error err;
	int code = workload_options_config(command, &options->run, &plan.config);

	if (code >= 0)
		return code;
	for (size_t i = 0; i < plan.cell_count; i++)
		plan.threads[i] = (unsigned)options->threads.values[i];
	if (campaign_plan_check(&plan, &err) != AGX_OK)
		return cli_usage(command, "%s", err.text);
	*ret_plan = plan;
	return -1;
}

/* Open the database that is there; what was given must be what it was made with, runs may be more. */
static int open_old(const struct cli_command *command, struct options *options,
		    struct ledger **ret_ledger)
{
	enum ledger_mode mode = options->report ? LEDGER_READ : LEDGER_CONTINUE;
	struct ledger *ledger;
	struct campaign_plan plan;
	struct fill fill;
	struct agx_error err = {""};
	enum agx_status status = ledger_open(options->database, mode, &ledger, &err);
	int code;

	if (status != AGX_OK)
		return cli_fail(command, status, &err);
	fill_from_plan(options, ledger_plan(ledger), &fill);
	code = make_plan(command, options, &plan);
	if (code >= 0)
		goto out_close;
	status = campaign_plan_match(&plan, ledger_plan(ledger), &err);
	if (status == AGX_OK && plan.runs < ledger_plan(ledger)->runs)
		status = agx_fail(&err, AGX_BAD_INPUT, "made with runs %" PRIu64 ", not %" PRIu64,
				  ledger_plan(ledger)->runs, plan.runs);
	if (status != AGX_OK)
		(void)agx_fail_prefix(&err, status, "%s", options->database);
	if (status == AGX_OK && !options->report)
		status = ledger_extend(ledger, plan.runs, &err);
	if (status == AGX_OK) {
		*ret_ledger = ledger;
		return -1;
	}
	code = cli_fail(command, status, &err);

out_close:
	ledger_close(ledger);
	return code;
}

static int open_new(const struct cli_command *command, struct options *options,
		    struct ledger **ret_ledger)
{
	struct campaign_plan plan;
	struct agx_error err = {""};
	enum agx_status status;
	int code;

	if (ledger_look(options->database) == LEDGER_PRESENT) {
		(void)agx_fail(
			&err, AGX_BAD_INPUT,
			"%s exists already; go on with it by --resume, or name another file "
			"by --database",
			options->database);
		return cli_fail(command, AGX_BAD_INPUT, &err);
	}
	fill_defaults(options);
	code = make_plan(command, options, &plan);
	if (code >= 0)
		return code;
	status = ledger_create(options->database, &plan, ret_ledger, &err);
	return status == AGX_OK ? -1 : cli_fail(command, status, &err);
}

static void show_progress(void *context, const struct campaign_progress *progress)
{
	struct cli_progress *line = context;

	line->before = progress->stored - progress->fresh;
	cli_progress_show(line, progress->stored, progress->total, "runs");
}

/* As one word of a shell's command line. */
static void print_word(const char *word, FILE *out)
{
	if (word[0] != '\0' &&
	    word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "0123456789_./+-")] == '\0') {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word != '\0'; word++)
		fputs(*word == '\'' ? "'\\''" : (const char[]) {*word, '\0'}, out);
	fputc('\'', out);
}

/* Print what LEDGER holds; returns the exit code. */
static int print_counts(const struct cli_command *command, struct ledger *ledger,
			const struct options *options)
{
	struct campaign_tally *tally = calloc(1, sizeof *tally);
	struct agx_text text = {0};
	struct agx_error err = {""};
	json_t *document = NULL;
	enum agx_status status = AGX_NO_MEMORY;

	if (tally == NULL)
		return cli_fail(command, status, &err);
	campaign_tally_init(tally, ledger_plan(ledger));
	status = ledger_each(ledger, campaign_tally_visit, tally, &err);
	if (status != AGX_OK)
		goto out_free;
	campaign_tally_finish(tally);
	if (options->json) {
		document = campaign_format_json(ledger_plan(ledger), tally, options->database);
		if (document == NULL ||
		    json_dumpf(document, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) != 0)
			status = AGX_NO_MEMORY;
		fputc('\n', stdout);
	} else {
		campaign_format_text(ledger_plan(ledger), tally, &text);
		if (agx_text_failed(&text))
			status = AGX_NO_MEMORY;
		fputs(agx_text_string(&text), stdout);
	}

out_free:
	json_decref(document);
	agx_text_release(&text);
	free(tally);
	return status == AGX_OK ? cli_finish(command, 0) : cli_fail(command, status, &err);
}

/* Say on stderr how to go on. */
static void print_resume(const struct cli_command *command, const struct options *options)
{
	fprintf(stderr,
		"agxrace %s: finished runs are kept; go on with: agxrace campaign --database ",
		command->name);
	print_word(options->database, stderr);
	fputs(" --resume\n", stderr);
}

static int run_campaign(const struct cli_command *command, struct ledger *ledger,
			const struct options *options)
{
	struct cli_progress line = cli_progress_begin(0);
	struct campaign_hooks hooks = {
		.body = workload_run,
		.progress = show_progress,
		.context = &line,
	};
	struct agx_error err = {""};
	enum agx_status status = campaign_run_all(ledger, &hooks, &err);
	int code = 0;

	cli_progress_end(&line);
	if (status == AGX_OK || status == AGX_INTERRUPTED)
		code = print_counts(command, ledger, options);
	if (status != AGX_OK) {
		code = cli_fail(command, status, &err);
		print_resume(command, options);
	}
	return code;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
	struct options options = not_given;
	struct ledger *ledger;
	int operands;
	int code = cli_parse(command, argc, argv, &options, &operands);

	if (code >= 0)
		return code;
	if (options.report && options.resume)
		return cli_usage(command,
				 "--report runs nothing, --resume does: give one of them");
	if (options.database[0] == '\0')
		return cli_usage(command, "--database: expected a file name");
	if (options.report || (options.resume && ledger_look(options.database) == LEDGER_PRESENT))
		code = open_old(command, &options, &ledger);
	else
		code = open_new(command, &options, &ledger);
	if (code >= 0)
		return code;
	code = options.report ? print_counts(command, ledger, &options)
			      : run_campaign(command, ledger, &options);
	ledger_close(ledger);
	return code;
}

const struct cli_command cmd_campaign = {
	.name = "campaign",
	.summary = "measure how often a workload crashes, per number of threads",
	.operands = NULL,
	.text = "Runs a workload many times with each number of client threads, each run in a "
		"process "
		"of its own, and prints how often it crashed with a 95 % interval, where, and "
		"beside it what the bug report told.\n\n"
		"Every run is stored in an SQLite file the moment it ends. After Ctrl-C or a "
		"kill, "
		"--resume goes on: no finished run is lost and none is repeated. With --resume, "
		"options that are not given are as the database was made, --runs may grow, and "
		"others must agree with it; where there is no database yet, it is made.\n\n"
		"The rates are a measurement: the exit code is 0 when the campaign completes, "
		"whatever "
		"they are. It is 1 when it was interrupted or a run could not be stored (a full "
		"disk, a folder that cannot be written), 3 when the database exists and --resume "
		"is not given, is not a campaign's, is damaged, was made by a newer agxrace or "
		"with "
		"other options.",
	.options = options_table,
	.run = run,
};
