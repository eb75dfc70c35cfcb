/* SPDX-License-Identifier: MIT */
/* What standard output is: how wide, and whether colours mean anything there. */
#ifndef AGX_CLI_TERMINAL_H
#define AGX_CLI_TERMINAL_H

#include <stdbool.h>

/* Columns of the terminal on standard output; 0: it is none. */
unsigned cli_terminal_width(void);

/* CHOICE: "always", "never", or "auto": a terminal that is not "dumb", and no NO_COLOR in the environment. */
bool cli_terminal_has_colour(const char *choice);

#endif
