/* SPDX-License-Identifier: MIT */
#include "cli/progress.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { BAR_COLUMNS = 30 };

static const uint64_t second_ns = 1000000000u;

struct cli_progress cli_progress_begin(uint64_t done_before)
{
	uint64_t now = agx_clock_ns();

	return (struct cli_progress) {.before = done_before, .start_ns = now, .shown_ns = now};
}

static bool may_show(void)
{
	return isatty(STDERR_FILENO) && tcgetpgrp(STDERR_FILENO) == getpgrp();
}

void cli_progress_show(struct cli_progress *progress, uint64_t done, uint64_t total,
		       const char *what)
{
	uint64_t now = agx_clock_ns();
	uint64_t fresh = done > progress->before ? done - progress->before : 0;
	int filled = total > 0 ? (int)(done * BAR_COLUMNS / total) : BAR_COLUMNS;
	char left[32] = "";

	if (now - progress->shown_ns < second_ns || !may_show())
		return;
	if (fresh > 0 && done <= total) {
		double pace_ns = (double)(now - progress->start_ns) / (double)fresh;
		double left_s = pace_ns * (double)(total - done) / (double)second_ns;

		if (left_s < 100)
			(void)snprintf(left, sizeof left, ", %.0f s left", left_s);
		else
			(void)snprintf(left, sizeof left, ", %.0f min left", left_s / 60);
	}
	fprintf(stderr, "\r[%.*s%.*s] %" PRIu64 " of %" PRIu64 " %s%s\x1b[K", filled,
		"##############################", BAR_COLUMNS - filled,
		"..............................", done, total, what, left);
	progress->shown_ns = now;
	progress->shown = true;
}

void cli_progress_tell(struct cli_progress *progress, const char *text)
{
	uint64_t now = agx_clock_ns();

	if (now - progress->shown_ns < second_ns || !may_show())
		return;
	fprintf(stderr, "\r%s\x1b[K", text);
	progress->shown_ns = now;
	progress->shown = true;
}

void cli_progress_end(struct cli_progress *progress)
{
	if (progress->shown)
		fputs("\r\x1b[K", stderr);
	progress->shown = false;
}
