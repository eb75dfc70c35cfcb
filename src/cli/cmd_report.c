/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/limits.h"
#include "cli/command.h"
#include "report/crash_bundle.h"
#include "report/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct options {
	const char *from_crash;
	const char *output;
};

static const struct cli_option options_table[] = {
	CLI_STRING("from-crash", 0, struct options, from_crash, "REPORT",
		   "make a new folder around this crash report (- for standard input)"),
	CLI_STRING("output", 'o', struct options, output, "FOLDER",
		   "the new folder's name, with --from-crash (crash-report)"),
	CLI_END,
};

static int print_pages(const struct cli_command *command, const char *folder)
{
	printf("report:    %s/REPORT.md\npage:      %s/index.html\n", folder, folder);
	return cli_finish(command, 0);
}

static enum agx_status bundle(const char *path, const char *folder, struct agx_error *err)
{
	struct family_set families;
	struct stat info;
	char *bytes;
	size_t length;
	enum agx_status status;

	if (stat(folder, &info) == 0)
		return agx_fail(err, AGX_BAD_INPUT, "%s exists already; name a new folder by --output",
				folder);
	status = agx_file_read(path, AGX_REPORT_BYTES_MAX, &bytes, &length, err);
	if (status != AGX_OK)
		return status;
	status = family_set_load(NULL, &families, err);
	if (status == AGX_OK) {
		status = crash_bundle_write(bytes, length, &families, folder, err);
		family_set_release(&families);
		if (status == AGX_BAD_INPUT)
			status = agx_fail_prefix(err, status, "%s", path);
	}
	free(bytes);
	return status;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
	struct options options = {NULL, NULL};
	const char *folder;
	struct agx_error err = {""};
	enum agx_status status;
	int operands;
	int code = cli_parse(command, argc, argv, &options, &operands);

	if (code >= 0)
		return code;
	if (options.from_crash == NULL && options.output != NULL)
		return cli_usage(command, "--output goes with --from-crash");
	if (operands != (options.from_crash == NULL ? 1 : 0))
		return cli_usage(command, "name the folder of an investigation, or a crash report by --from-crash");
	folder = options.from_crash == NULL ? argv[0] : "crash-report";
	if (options.output != NULL)
		folder = options.output;
	status = options.from_crash == NULL ? page_build(folder, &err)
					    : bundle(options.from_crash, folder, &err);
	return status == AGX_OK ? print_pages(command, folder) : cli_fail(command, status, &err);
}

const struct cli_command cmd_report = {
	.name = "report",
	.summary = "build the pages of an investigation again, or a bundle around a crash report",
	.operands = "[FOLDER]",
	.text = "Reads the evidence in FOLDER, as investigate left it, and writes FOLDER/REPORT.md and FOLDER/index.html anew. The "
		"same evidence gives the same bytes. What is missing, damaged or of a newer version is named on the "
		"pages; no figure stands in for it.\n\n"
		"With --from-crash it makes a new folder around a crash report of yours, with triage's answer on top: paths "
		"below home folders, names of user and host, keys of the device, serial number, session UUIDs and addresses "
		"are removed from it, and listed by kind and number. Look through it before you hand it on: what you "
		"wrote into it yourself is not found.\n\n"
		"Exits 0 when the pages are written, 1 when they cannot be, 3 when FOLDER is not there or holds no evidence, "
		"or what was named is no crash report.",
	.options = options_table,
	.run = run,
};
