// SPDX-License-Identifier: MIT
#include "report/explore_pace.h"

#include <inttypes.h>
#include <stdio.h>

enum { SECONDS_MIN = 3 }; /* of watching, before a time is named */

static void say_time(double seconds, char *text, size_t bytes)
{
	if (seconds < 120)
		snprintf(text, bytes, "%.0f s", seconds);
	else if (seconds < 120 * 60)
		snprintf(text, bytes, "%.0f min", seconds / 60);
	else if (seconds < 72 * 3600)
		snprintf(text, bytes, "%.0f h", seconds / 3600);
	else
		snprintf(text, bytes, "%.0f days", seconds / 86400);
}

/* "", or how long the rest takes if it goes on as since the first time. */
static void say_left(const struct explore_pace *pace, const struct subject_progress *now, char *text, size_t bytes)
{
	double watched = now->seconds - pace->first.seconds;
	double done = now->done - pace->first.done;
	char time[32];

	text[0] = '\0';
	if (watched < SECONDS_MIN || done <= 0 || now->done >= 1)
		return;
	say_time((1 - now->done) * watched / done, time, sizeof time);
	snprintf(text, bytes, ", about %s left", time);
}

void explore_pace_line(struct explore_pace *pace, const struct subject_progress *now, char *line, size_t bytes)
{
	char left[64];
	char share[48] = "";
	char pending[48] = "";
	double since;

	/* Fewer than before: the search has begun again. */
	if (!pace->begun || now->executions < pace->last.executions) {
		pace->begun = true;
		pace->first = *now;
		pace->last = *now;
		pace->last.seconds = 0;
	}
	say_left(pace, now, left, sizeof left);
	if (now->done >= 0)
		snprintf(share, sizeof share, ", about %.*f %% done", now->done < 0.001 ? 4 : 1, now->done * 100);
	if (now->pending > 0)
		snprintf(pending, sizeof pending, ", %" PRIu64 " graphs pending", now->pending);
	since = now->seconds - pace->last.seconds;
	snprintf(line, bytes, "%" PRIu64 " executions (%.0f/s)%s%s%s", now->executions,
		 since > 0 ? (double)(now->executions - pace->last.executions) / since : 0, pending, share, left);
	pace->last = *now;
}
