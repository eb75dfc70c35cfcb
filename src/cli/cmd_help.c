/* SPDX-License-Identifier: MIT */
#include "cli/command.h"
#include "cli/help.h"

#include <string.h>

struct options {
	bool man;
	const char *completion;
};

static const struct cli_option options_table[] = {
	CLI_FLAG("man", 0, struct options, man, "print the manual page (roff)"),
	CLI_STRING("completion", 0, struct options, completion, "SHELL",
		   "print the completion script for bash or zsh"),
	CLI_END,
};

static const struct cli_command *lookup(const char *name)
{
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++) {
		if (strcmp((*c)->name, name) == 0)
			return *c;
	}
	return NULL;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
	struct options options = {0};
	int operands;
	int code = cli_parse(command, argc, argv, &options, &operands);

	if (code >= 0)
		return code;
	if (options.man) {
		cli_help_man(stdout);
	} else if (options.completion != NULL) {
		if (strcmp(options.completion, "bash") == 0)
			cli_help_bash(stdout);
		else if (strcmp(options.completion, "zsh") == 0)
			cli_help_zsh(stdout);
		else
			return cli_usage(command, "--completion %s: expected bash or zsh",
					 options.completion);
	} else if (operands == 1) {
		const struct cli_command *about = lookup(argv[0]);

		if (about == NULL)
			return cli_usage(command, "unknown command '%s'", argv[0]);
		cli_help_command(about, stdout);
	} else {
		cli_help_overview(stdout);
	}
	return cli_finish(command, 0);
}

const struct cli_command cmd_help = {
	.name = "help",
	.summary = "tell how to use a command",
	.operands = "[COMMAND]",
	.text = "Tells how to use agxrace or one of its commands, and writes the manual page and the "
		"shell completions.",
	.options = options_table,
	.run = run,
};
