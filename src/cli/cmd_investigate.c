/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/stop.h"
#include "cli/command.h"
#include "cli/investigation_plan.h"
#include "cli/investigation_run.h"
#include "report/page.h"
#include "report/section.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDERS_MAX = 10000 };

struct options {
	const char *output; /* NULL: the first free of agxrace-report, agxrace-report-2, ... */
	struct investigation_choice choice;
};

static const struct cli_option options_table[] = {
	CLI_STRING("output", 'o', struct options, output, "FOLDER",
		   "new folder for report and evidence (agxrace-report, agxrace-report-2...)"),
	CLI_STRING("fault", 'f', struct options, choice.fault, "A,B",
		   "what is wrong in driver and client (sync-ends-encoder)"),
	CLI_UINT("runs", 'n', struct options, choice.runs, "N", 1, AGX_RUNS_MAX,
		 "runs for each number of threads (30; with --full 300)"),
	CLI_UINT("seed", 's', struct options, choice.seed, "N", 0, INT64_MAX,
		 "seed of every random choice (1)"),
	CLI_FLAG("full", 0, struct options, choice.full,
		 "take the time for narrow intervals and larger models: some ten minutes"),
	CLI_END,
};

/* The folder's name into OUT: the one given, which must not be there yet, or a free one. */
static enum agx_status choose_folder(const char *output, char *out, size_t size, struct agx_error *err)
{
	struct stat info;

	if (output != NULL) {
		if (stat(output, &info) == 0)
			return agx_fail(err, AGX_BAD_INPUT, "%s exists already; name a new folder by --output",
					output);
		(void)snprintf(out, size, "%s", output);
		return AGX_OK;
	}
	for (int i = 1; i < FOLDERS_MAX; i++) {
		(void)snprintf(out, size, i == 1 ? "agxrace-report" : "agxrace-report-%d", i);
		if (stat(out, &info) != 0)
			return AGX_OK;
	}
	return agx_fail(err, AGX_IO, "no free name for the folder");
}

static enum agx_status prepare(const struct investigation *plan, const char *folder,
			       struct agx_error *err)
{
	char evidence[AGX_PATH_BYTES_MAX + 16];
	enum agx_status status;

	(void)snprintf(evidence, sizeof evidence, "%s/evidence", folder);
	status = agx_folder_make(evidence, err);
	if (status == AGX_OK)
		status = investigation_write_system(folder, err);
	if (status == AGX_OK)
		status = investigation_write_script(plan, folder, err);
	if (status == AGX_OK)
		status = investigation_write(plan, folder, err);
	return status;
}

/* What there is to read, in short, as REPORT.md has it. */
static enum agx_status print_summary(const char *folder, struct agx_error *err)
{
	struct document doc = {.form = DOCUMENT_MARKDOWN};
	struct evidence *evidence = calloc(1, sizeof *evidence);
	enum agx_status status;

	if (evidence == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the summary");
	status = evidence_load(folder, evidence, err);
	if (status == AGX_OK) {
		printf("\n== In short\n\n");
		section_summary(evidence, &doc);
		fputs(agx_text_string(&doc.text), stdout);
		evidence_release(evidence);
	}
	agx_text_release(&doc.text);
	free(evidence);
	return status;
}

static int investigate(const struct cli_command *command, struct investigation *plan,
		       const char *folder)
{
	struct agx_error err = {""};
	struct agx_error failure = {""};
	enum agx_status status = prepare(plan, folder, &err);
	enum agx_status ran;

	if (status != AGX_OK)
		return cli_fail(command, status, &err);
	ran = investigation_run(plan, folder, &failure);
	status = page_build(folder, &err);
	if (status == AGX_OK)
		status = print_summary(folder, &err);
	if (status != AGX_OK)
		return cli_fail(command, status, &err);
	printf("\nreport:    %s/REPORT.md\nevidence:  %s/evidence\nagain:     %s/reproduce.sh\npage:      %s/index.html\n",
	       folder, folder, folder, folder);
	if (ran != AGX_OK)
		return cli_fail(command, ran, &failure);
	return cli_finish(command, 0);
}

static int run(const struct cli_command *command, int argc, char **argv)
{
	struct options options = {.choice = {.fault = "sync-ends-encoder", .seed = 1}};
	char folder[AGX_PATH_BYTES_MAX];
	struct investigation *plan;
	struct agx_error err = {""};
	enum agx_status status;
	int operands;
	int code = cli_parse(command, argc, argv, &options, &operands);

	if (code >= 0)
		return code;
	status = investigation_choose(&options.choice, &err);
	if (status == AGX_USAGE)
		return cli_usage(command, "%s", err.text);
	if (status == AGX_OK)
		status = choose_folder(options.output, folder, sizeof folder, &err);
	if (status != AGX_OK)
		return cli_fail(command, status, &err);
	plan = calloc(1, sizeof *plan);
	if (plan == NULL)
		return cli_fail(command, agx_fail(&err, AGX_NO_MEMORY, "no memory for the plan"), &err);
	investigation_plan(&options.choice, plan);
	code = investigate(command, plan, folder);
	free(plan);
	return code;
}

const struct cli_command cmd_investigate = {
	.name = "investigate",
	.summary = "tell the whole story: a crash, crash rates, verdicts, what the remedies cost, on one page",
	.text = "Reproduces the reported crash and one of every other kind, measures how often it happens with how "
		"many threads, checks which policy and fix withstand which fault, judges its own crashes and measures "
		"what the remedies cost, in less than a minute on two cores. What comes of it is a folder with a page "
		"(index.html), the same as text (REPORT.md), the evidence, the system's description and a script that "
		"does it all again.\n\n"
		"After Ctrl-C the folder holds what there is until then, and the page says so.\n\n"
		"Exits 0 when the investigation is complete, whatever it found; 1 when it was interrupted, a part of it "
		"failed or the folder cannot be written; 3 when the folder exists already.",
	.options = options_table,
	.run = run,
};
