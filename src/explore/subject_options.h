/* SPDX-License-Identifier: MIT */
/* What an explored program is told in the environment: AGXRACE_EXPLORE="engine=dpor model=sc result=3 ..." */
#ifndef AGX_EXPLORE_SUBJECT_OPTIONS_H
#define AGX_EXPLORE_SUBJECT_OPTIONS_H

#include "explore/explorer.h"

struct subject_options {
	struct explorer_options explorer;
	int result_fd; /* -1: text on standard output */
	bool output;   /* leave the program's own output alone */
	unsigned jobs;
	char *checkpoint; /* NULL: none */
	double checkpoint_seconds;
	char text[1 << 16]; /* what strings of EXPLORER point into */
};

/* Parse TEXT (NULL: ""). Returns NULL, or what is wrong with it (valid until the next call). */
const char *subject_options_parse(const char *text, struct subject_options *ret_options);

/* Those that decide which executions there are, and what counts as a finding, in words; with ARGUMENTS of the program
 * (COUNT, the first is not looked at). Returns what to free, NULL: no memory. */
char *subject_options_identity(const struct subject_options *options, int count, char *const *arguments);

#endif
