/* SPDX-License-Identifier: MIT */
/* What the option tables say, as help text, man page and shell completions. */
#ifndef AGX_CLI_HELP_H
#define AGX_CLI_HELP_H

#include "cli/command.h"

#include <stdio.h>

void cli_help_overview(FILE *out);
void cli_help_command(const struct cli_command *command, FILE *out);
void cli_help_man(FILE *out);
void cli_help_bash(FILE *out);
void cli_help_zsh(FILE *out);

#endif
