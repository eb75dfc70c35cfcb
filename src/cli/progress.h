/* SPDX-License-Identifier: MIT */
/* How far long work has come, on standard error: only when that is a terminal and we are in its
 * foreground, after a second, once a second, on one line that is wiped at the end.
 *
 *	struct cli_progress progress = cli_progress_begin(0);
 *	cli_progress_show(&progress, done, total, "runs, 3 crashes");
 *	cli_progress_end(&progress);
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CLI_PROGRESS_H
#define AGX_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct cli_progress {
	uint64_t before; /* done when the work began: says nothing about its pace */
	uint64_t start_ns;
	uint64_t shown_ns; /* when last shown; start_ns before */
	bool shown;
};

struct cli_progress cli_progress_begin(uint64_t done_before);

/* Show DONE of TOTAL, WHAT, and the time that the rest will take at the pace so far, if it is time to. */
void cli_progress_show(struct cli_progress *progress, uint64_t done, uint64_t total,
		       const char *what);

/* Show TEXT, of work whose end is not known, if it is time to. */
void cli_progress_tell(struct cli_progress *progress, const char *text);

/* Wipe the line. */
void cli_progress_end(struct cli_progress *progress);

#endif
