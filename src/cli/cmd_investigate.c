/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/limits.h"
#include "base/stop.h"
#include "cli/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { WORDS_MAX = 32, WORD_BYTES = AGX_PATH_BYTES_MAX + 64, FOLDERS_MAX = 10000 };

struct options {
	const char *output; /* NULL: the first free of agxrace-report, agxrace-report-2, ... */
	const char *fault;
	uint64_t runs;
	uint64_t seed;
};

static const struct cli_option options_table[] = {
	CLI_STRING("output", 'o', struct options, output, "FOLDER",
		   "new folder for the evidence (agxrace-report, agxrace-report-2...)"),
	CLI_STRING("fault", 'f', struct options, fault, "A,B",
		   "what is wrong in driver and client (sync-ends-encoder)"),
	CLI_UINT("runs", 'n', struct options, runs, "N", 1, AGX_RUNS_MAX,
		 "runs for each number of threads (30)"),
	CLI_UINT("seed", 's', struct options, seed, "N", 0, INT64_MAX,
		 "seed of every random choice (1)"),
	CLI_END,
};

/* A part of the story is a command of ours, run here as a person would run it. */
struct part {
	const char *title;
	const struct cli_command *command;
	char words[WORDS_MAX][WORD_BYTES];
	int count;
};

static void add(struct part *part, const char *option, const char *value)
{
	(void)snprintf(part->words[part->count++], WORD_BYTES, "%s", option);
	(void)snprintf(part->words[part->count++], WORD_BYTES, "%s", value);
}

static void add_number(struct part *part, const char *option, uint64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%" PRIu64, value);
	add(part, option, text);
}

static void add_path(struct part *part, const char *option, const char *folder, const char *name)
{
	char path[WORD_BYTES];

	(void)snprintf(path, sizeof path, "%s/evidence/%s", folder, name);
	add(part, option, path);
}

/* Run PART; returns its exit code. */
static int tell(struct part *part)
{
	char *argv[WORDS_MAX];

	printf("\n== %s\n\n$ agxrace %s", part->title, part->command->name);
	for (int i = 0; i < part->count; i++) {
		argv[i] = part->words[i];
		printf(" %s", part->words[i]);
	}
	printf("\n\n");
	(void)fflush(stdout); /* before children are forked; a failure shows at the end */
	return part->command->run(part->command, part->count, argv);
}

/* The folder's name into OUT: the one given, which must not be there yet, or a free one. */
static enum agx_status choose_folder(const struct options *options, char *out, size_t size,
				     struct agx_error *err)
{
	struct stat info;

	if (options->output != NULL) {
		if (stat(options->output, &info) == 0)
			return agx_fail(err, AGX_BAD_INPUT, "%s exists already; name a new folder by --output",
					options->output);
		(void)snprintf(out, size, "%s", options->output);
		return AGX_OK;
	}
	for (int i = 1; i < FOLDERS_MAX; i++) {
		(void)snprintf(out, size, i == 1 ? "agxrace-report" : "agxrace-report-%d", i);
		if (stat(out, &info) != 0)
			return AGX_OK;
	}
	return agx_fail(err, AGX_IO, "no free name for the folder");
}

static struct part reproduction(const struct options *options, const char *folder)
{
	struct part part = {.title = "Does it crash?", .command = &cmd_repro};

	add(&part, "--fault", options->fault);
	add_number(&part, "--seed", options->seed);
	add(&part, "--tries", "50");
	add_path(&part, "--output", folder, "crashes");
	return part;
}

static struct part rates(const struct options *options, const char *folder)
{
	struct part part = {.title = "How often, with how many threads?", .command = &cmd_campaign};

	add(&part, "--fault", options->fault);
	add_number(&part, "--seed", options->seed);
	add_number(&part, "--runs", options->runs);
	add(&part, "--timeout-ms", "3000");
	add_path(&part, "--database", folder, "campaign.db");
	return part;
}

static struct part costs(const struct options *options, const char *folder)
{
	struct part part = {.title = "What do the policies and the fixes cost?", .command = &cmd_bench};

	add(&part, "--policies", "none,global-call,global-encoder,per-stream,serial-queue,thread-local");
	add(&part, "--fixes", "context-mutex+refcount,refcount+acqrel");
	add(&part, "--threads", "1,2");
	add(&part, "--rounds", "7");
	add(&part, "--duration-ms", "40");
	add_number(&part, "--seed", options->seed);
	add_path(&part, "--samples", folder, "bench-samples.json");
	return part;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
	struct options options = {.fault = "sync-ends-encoder", .runs = 30, .seed = 1};
	char folder[AGX_PATH_BYTES_MAX];
	char evidence[AGX_PATH_BYTES_MAX + 16];
	static struct part (*const parts[])(const struct options *, const char *) = {reproduction, rates,
										   costs};
	struct agx_error err = {""};
	enum agx_status status;
	int operands;
	int code = cli_parse(command, argc, argv, &options, &operands);

	if (code >= 0)
		return code;
	status = choose_folder(&options, folder, sizeof folder, &err);
	if (status == AGX_OK) {
		(void)snprintf(evidence, sizeof evidence, "%s/evidence", folder);
		status = agx_folder_make(evidence, &err);
	}
	if (status != AGX_OK)
		return cli_fail(command, status, &err);
	for (size_t i = 0; i < sizeof parts / sizeof *parts && !agx_stop_requested(); i++) {
		static struct part part; /* too large for a stack */

		part = parts[i](&options, folder);
		code = tell(&part);
		if (code != 0 && code != agx_verdict_exit_code(AGX_VIOLATED))
			return code;
	}
	printf("\nThe evidence is in %s\n", evidence);
	return cli_finish(command, 0);
}

const struct cli_command cmd_investigate = {
	.name = "investigate",
	.summary = "tell the whole story: a crash, crash rates, what the remedies cost",
	.text = "Reproduces the reported crash, measures how often it happens with how many threads, and what the "
		"policies and fixes cost, in less than a minute on two cores; prints it as one story and keeps the "
		"evidence in a folder.\n\n"
		"Exits 0 when the investigation is complete, whatever it found.",
	.options = options_table,
	.run = run,
};
