/* SPDX-License-Identifier: MIT */
#include "cli/command.h"
#include "report/page.h"

#include <stdio.h>

static const struct cli_option options_table[] = {
	CLI_END,
};

static int run(const struct cli_command *command, int argc, char **argv)
{
	struct agx_error err = {""};
	enum agx_status status;
	int unused;
	int operands;
	int code = cli_parse(command, argc, argv, &unused, &operands);

	if (code >= 0)
		return code;
	if (operands != 1)
		return cli_usage(command, "name the folder of an investigation");
	status = page_build(argv[0], &err);
	if (status != AGX_OK)
		return cli_fail(command, status, &err);
	printf("report:    %s/REPORT.md\npage:      %s/index.html\n", argv[0], argv[0]);
	return cli_finish(command, 0);
}

const struct cli_command cmd_report = {
	.name = "report",
	.summary = "build the pages of an investigation again from its evidence",
	.operands = "FOLDER",
	.text = "Reads the evidence in FOLDER, as investigate left it, and writes FOLDER/REPORT.md and FOLDER/index.html anew. The "
		"same evidence gives the same bytes. What is missing, damaged or of a newer version is named on the "
		"pages; no figure stands in for it.\n\n"
		"Exits 0 when the pages are written, 1 when they cannot be, 3 when FOLDER is not there or holds no evidence.",
	.options = options_table,
	.run = run,
};
