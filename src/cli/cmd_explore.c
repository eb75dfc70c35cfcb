// SPDX-License-Identifier: MIT
#include "cli/command.h"
#include "cli/explore_command_line.h"
#include "cli/explore_options.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/trace_file.h"
#include "report/explore_format.h"
#include "report/explore_pace.h"
#include "subject/subject.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options_table[] = {
	CLI_STRING("memory-model", 'm', struct explore_options, memory_model, "MODEL", "rc11 (C11 as repaired; the default) or sc"),
	CLI_STRING("engine", 0, struct explore_options, engine, "ENGINE",
		   "graph (execution graphs; the default) or dpor (interleavings, sc only)"),
	CLI_STRING("races", 0, struct explore_options, races, "HOW",
		   "stop (the default), explore (go on with the racing places as relaxed atomics) or ignore"),
	CLI_FLAG("strict", 0, struct explore_options, strict, "compile with -O0: the optimiser removes dead racy reads"),
	CLI_STRING("cc-program", 0, struct explore_options, compiler, "CC", "the compiler (default: $AGXRACE_CC, else cc)"),
	CLI_STRING("arguments", 0, struct explore_options, arguments, "WORDS", "arguments of the program, separated by blanks"),
	CLI_STRING("output", 'o', struct explore_options, output, "FILE", "keep the instrumented program"),
	CLI_STRING("replay", 0, struct explore_options, replay, "STRING", "only the execution that a finding's reproduce line names"),
	CLI_FLAG("gdb", 0, struct explore_options, gdb, "with --replay: gdb on that execution, stopped at the finding"),
	CLI_UINT("jobs", 'j', struct explore_options, jobs, "N", 1, EXPLORE_JOBS_MAX, "processes that share the search (default 1)"),
	CLI_STRING("checkpoint", 0, struct explore_options, checkpoint, "FILE",
		   "keep the state of the search there, and go on from it when run again"),
	CLI_UINT("findings", 0, struct explore_options, findings, "N", 1, 1000, "stop after so many different findings (default 1)"),
	CLI_UINT("max-events", 0, struct explore_options, max_events, "N", 1, 1 << 20, "of one execution; more: inconclusive"),
	CLI_UINT("max-executions", 0, struct explore_options, max_executions, "N", 1, INT64_MAX, "more: inconclusive"),
	CLI_UINT("timeout", 0, struct explore_options, timeout_s, "SECONDS", 1, 1000000, "longer: inconclusive"),
	CLI_STRING("strategy", 0, struct explore_options, strategy, "NAME", "random or pct: --runs executions, no proof"),
	CLI_UINT("runs", 0, struct explore_options, runs, "N", 1, INT64_MAX, "executions of a strategy (default 10000)"),
	CLI_UINT("seed", 0, struct explore_options, seed, "N", 0, INT64_MAX, "of a strategy (default 1)"),
	CLI_UINT("preemptions", 0, struct explore_options, preemptions, "N", 0, EXPLORE_NO_BOUND - 1,
		 "only schedules with so many preemptions at most (sc), no proof"),
	CLI_FLAG("volatile", 0, struct explore_options, volatile_atomic, "take volatile accesses for relaxed atomics"),
	CLI_FLAG("spurious-wakeups", 0, struct explore_options, spurious, "waits on conditions may return by themselves"),
	CLI_FLAG("weak-cas-fails", 0, struct explore_options, weak_cas, "weak compare-exchanges may fail by themselves"),
	CLI_FLAG("malloc-fails", 0, struct explore_options, malloc_fails, "allocations may fail"),
	CLI_FLAG("leaks", 0, struct explore_options, leaks, "memory and threads left behind are findings"),
	CLI_FLAG("any-exit-status", 0, struct explore_options, any_exit, "main may return something other than 0"),
	CLI_FLAG("no-spin-loops", 0, struct explore_options, no_spin, "do not cut loops that only repeat"),
	CLI_FLAG("no-lock-revisits", 0, struct explore_options, no_lock_revisits, "explore locks without the shortcut"),
	CLI_FLAG("show-output", 0, struct explore_options, show_output, "pass on what the program prints"),
	CLI_STRING("trace", 0, struct explore_options, trace, "FILE", "write the first finding's execution there"),
	CLI_STRING("trace-format", 0, struct explore_options, trace_format, "FORMAT", "text (the default), json or perfetto"),
	CLI_STRING("color", 0, struct explore_options, colour, "WHEN", "auto, always or never (auto)"),
	CLI_FLAG("json", 0, struct explore_options, json, "print one JSON document"),
	CLI_END,
};

/* What stands before and behind "--". */
struct words {
	int count; /* before */
	const char *const *flags;
	size_t flag_count;
};

static struct words split_at_dashes(int argc, char **argv)
{
	struct words words = {.count = argc};

	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--") != 0)
			continue;
		words.count = i;
		words.flags = (const char *const *)argv + i + 1;
		words.flag_count = (size_t)(argc - i - 1);
		break;
	}
	return words;
}

struct job {
	const struct cli_command *command;
	struct explore_options options;
	struct words words;
	char **operands;
	size_t operand_count;
	char *arguments_text; /* split copy of --arguments */
	const char *arguments[64];
	size_t argument_count;
	struct cli_progress progress;
	struct explore_pace pace;
	struct subject *subject;
	struct subject_result *result;
	struct agx_text reproduce; /* the command line again, up to where --replay goes */
	struct agx_text reproduce_flags;
};

static void keep_command(struct job *job, char **argv)
{
	explore_command_repeat(&job->reproduce, argv, job->words.count);
	agx_text_puts(&job->reproduce_flags, job->words.flag_count ? " --" : "");
	for (size_t i = 0; i < job->words.flag_count; i++)
		explore_command_add_word(&job->reproduce_flags, job->words.flags[i]);
}

/* -1, or the exit code. */
static int split_arguments(struct job *job)
{
	size_t most = sizeof job->arguments / sizeof *job->arguments;
	char *rest = NULL;
	char *word;

	if (!job->options.arguments)
		return -1;
	job->arguments_text = strdup(job->options.arguments);
	if (!job->arguments_text) {
		struct agx_error err = {0};

		return cli_fail(job->command, agx_fail(&err, AGX_NO_MEMORY, "no memory for the arguments"), &err);
	}
	word = strtok_r(job->arguments_text, " ", &rest);
	for (; word && job->argument_count < most; word = strtok_r(NULL, " ", &rest))
		job->arguments[job->argument_count++] = word;
	return word ? cli_usage(job->command, "--arguments: more than %zu words", most) : -1;
}

static void on_progress(void *context, const struct subject_progress *now)
{
	struct job *job = context;
	char what[128];

	explore_pace_line(&job->pace, now, what, sizeof what);
	cli_progress_tell(&job->progress, what);
}

static enum agx_status open_subject(struct job *job, struct agx_error *err)
{
	struct subject_build_options build = {
		.sources = (const char *const *)job->operands,
		.source_count = job->operand_count,
		.flags = job->words.flags,
		.flag_count = job->words.flag_count,
		.compiler = job->options.compiler,
		.strict = job->options.strict,
		.volatile_accesses = job->options.volatile_atomic,
		.output = job->options.output,
	};
	char *log = NULL;
	enum agx_status status;

	if (job->operand_count == 1 && !subject_takes(job->operands[0]))
		return subject_open(job->operands[0], &job->subject, err);
	status = subject_build(&build, &job->subject, &log, err);
	if (log)
		fputs(log, stderr);
	free(log);
	return status;
}

static struct subject_run_options run_options(struct job *job)
{
	const struct explore_options *o = &job->options;

	return (struct subject_run_options){
		.engine = o->engine,
		.model = o->memory_model,
		.events_max = (unsigned)o->max_events,
		.executions_max = o->max_executions,
		.seconds_max = (double)o->timeout_s,
		.findings_max = (unsigned)o->findings,
		.strategy = o->strategy,
		.runs_max = o->runs,
		.seed = o->seed,
		.preemptions_max = (unsigned)o->preemptions,
		.preemptions_bounded = o->preemptions != EXPLORE_NO_BOUND,
		.replay = o->replay,
		.explore_races = o->races && strcmp(o->races, "explore") == 0,
		.no_races = o->races && strcmp(o->races, "ignore") == 0,
		.no_spin_loops = o->no_spin,
		.no_lock_revisits = o->no_lock_revisits,
		.spurious_wakeups = o->spurious,
		.weak_cas_fails = o->weak_cas,
		.malloc_fails = o->malloc_fails,
		.volatile_atomic = o->volatile_atomic,
		.leaks = o->leaks,
		.any_exit_status = o->any_exit,
		.output = o->show_output,
		.jobs = (unsigned)o->jobs,
		.checkpoint = o->checkpoint,
		.arguments = job->arguments,
		.argument_count = job->argument_count,
		.on_progress = on_progress,
		.context = job,
	};
}

static enum agx_status run_subject(struct job *job, struct agx_error *err)
{
	const struct subject_run_options run = run_options(job);
	enum agx_status status;

	job->progress = cli_progress_begin(0);
	status = subject_run(job->subject, &run, &job->result, err);
	cli_progress_end(&job->progress);
	return status;
}

static enum agx_status write_json(json_t *document, FILE *file, struct agx_error *err)
{
	int failed = document == NULL || json_dumpf(document, file, JSON_INDENT(1)) != 0;

	json_decref(document);
	if (failed)
		return agx_fail(err, AGX_NO_MEMORY, "cannot write the JSON document");
	putc('\n', file);
	return AGX_OK;
}

static enum agx_status save_trace(const struct job *job, struct agx_error *err)
{
	const char *format = job->options.trace_format ? job->options.trace_format : "text";
	struct explore_trace trace;
	enum agx_status status;

	if (job->options.trace && job->result->finding_count == 0)
		fputs("agxrace explore: no trace: nothing was found\n", stderr);
	if (!job->options.trace || job->result->finding_count == 0)
		return AGX_OK;
	if (explore_trace_make(&job->result->findings[0], &trace) != AGX_OK)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the trace");
	status = cli_trace_write(job->options.trace, format, &trace.trace, err);
	explore_trace_release(&trace);
	return status;
}

static enum agx_status print(const struct job *job, struct agx_error *err)
{
	const struct explore_options *o = &job->options;
	struct explore_report report = {
		.result = job->result,
		.reproduce = agx_text_string(&job->reproduce),
		.reproduce_flags = agx_text_string(&job->reproduce_flags),
		.seed = job->options.seed,
		.races = !o->races || strcmp(o->races, "ignore") != 0,
		.spurious_wakeups = o->spurious,
		.weak_cas_fails = o->weak_cas,
		.malloc_fails = o->malloc_fails,
		.leaks = o->leaks,
		.unoptimised = o->strict,
	};
	struct agx_text out = {0};
	enum agx_status status = AGX_OK;

	if (job->options.json)
		return write_json(explore_format_json(&report), stdout, err);
	explore_format_text(&report, cli_terminal_width(),
			    cli_terminal_has_colour(job->options.colour), &out);
	if (agx_text_failed(&out))
		status = agx_fail(err, AGX_NO_MEMORY, "no memory for the answer");
	else
		fputs(agx_text_string(&out), stdout);
	agx_text_release(&out);
	return status;
}

static int debug(struct job *job)
{
	const struct subject_run_options run = run_options(job);
	struct agx_error err = {0};
	enum agx_status status = open_subject(job, &err);

	if (status == AGX_OK)
		status = subject_debug(job->subject, &run, &err);
	return status == AGX_OK ? 0 : cli_fail(job->command, status, &err);
}

static int explore(struct job *job)
{
	struct agx_error err = {0};
	char why[256];
	enum agx_status status = open_subject(job, &err);
	int code;

	if (status == AGX_OK)
		status = run_subject(job, &err);
	if (status == AGX_OK)
		status = save_trace(job, &err);
	if (status == AGX_OK)
		status = print(job, &err);
	if (status == AGX_OK)
		code = cli_finish(job->command,
				  agx_verdict_exit_code(subject_verdict(job->result, why, sizeof why)));
	else
		code = cli_fail(job->command, status, &err);
	return code;
}

static void release(struct job *job)
{
	subject_result_free(job->result);
	subject_free(job->subject);
	agx_text_release(&job->reproduce);
	agx_text_release(&job->reproduce_flags);
	free(job->arguments_text);
}

static int run_compiler(const struct cli_command *command, int argc, char **argv)
{
	struct agx_error err = {0};
	int exit_status = 0;
	enum agx_status status = subject_cc((const char *const *)argv, (size_t)argc, &exit_status, &err);

	return status == AGX_OK ? exit_status : cli_fail(command, status, &err);
}

static int run_explore(const struct cli_command *command, int argc, char **argv)
{
	struct job job = {.command = command,
			  .words = split_at_dashes(argc, argv),
			  .options = {.findings = 1, .seed = 1, .runs = 10000, .jobs = 1, .preemptions = EXPLORE_NO_BOUND,
				      .colour = "auto"}};
	int operands;
	int code;

	if (argc > 0 && strcmp(argv[0], "--cc") == 0)
		return run_compiler(command, argc - 1, argv + 1);
	keep_command(&job, argv);
	code = cli_parse(command, job.words.count, argv, &job.options, &operands);
	if (code < 0) {
		job.operands = argv;
		job.operand_count = (size_t)operands;
		code = explore_options_check(&job.options, command, job.operands, job.operand_count);
	}
	if (code < 0) {
		explore_options_imply_engine(&job.options);
		code = split_arguments(&job);
	}
	if (code < 0)
		code = job.options.gdb ? debug(&job) : explore(&job);
	release(&job);
	return code;
}

const struct cli_command cmd_explore = {
	.name = "explore",
	.summary = "run C code under every execution that C11 allows, or find the one that breaks it",
	.operands = "FILE.c... [-- COMPILER-FLAG...]",
	.text = "Compiles unmodified C that uses C11 atomics, pthreads or threads.h with instrumentation and runs its "
		"main under every execution that the memory model allows, each once: failed assertions, data races, "
		"bad memory accesses, deadlocks, lost wake-ups and misuse of primitives are found with the schedule "
		"that leads to them. The program must end by itself and depend on nothing but its own threads.\n\n"
		"With --cc as the first word it is a compiler driver instead: its output is a program that "
		"'agxrace explore PROGRAM' runs.\n\n"
		"Exits with 0 when nothing is wrong in any execution, 10 with a finding, 20 when the search could not "
		"be completed (a bound, something unsupported, a strategy), 3 when the program does not compile.",
	.options = options_table,
	.run = run_explore,
};
