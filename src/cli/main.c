/* SPDX-License-Identifier: MIT */
#include "base/stop.h"
#include "cli/command.h"
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#define CLI_ADDRESS(name) &cmd_##name,
const struct cli_command *const cli_commands[] = {CLI_COMMANDS(CLI_ADDRESS) NULL};
#undef CLI_ADDRESS

#ifdef AGXRACE_TSAN
/* A fault's races are what the program is for: ThreadSanitizer tells them and leaves the exit status alone. */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
	return "exitcode=0";
}
#endif

int main(int argc, char **argv)
{
	if (argc < 2) {
		cli_help_overview(stderr);
		return agx_status_exit_code(AGX_USAGE);
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		cli_help_overview(stdout);
		return cli_finish(&cmd_help, 0);
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("agxrace " AGXRACE_VERSION);
		return cli_finish(&cmd_help, 0);
	}
	agx_stop_install();
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++) {
		if (strcmp((*c)->name, argv[1]) == 0)
			return (*c)->run(*c, argc - 2, argv + 2);
	}
	fprintf(stderr, "agxrace: unknown command '%s'\nSee 'agxrace --help'.\n", argv[1]);
	return agx_status_exit_code(AGX_USAGE);
}
