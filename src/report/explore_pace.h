/* SPDX-License-Identifier: MIT */
/* How an exploration comes along, in a line: executions, how many a second, what is pending, how much is left.
 *
 *	struct explore_pace pace = {0};
 *	explore_pace_line(&pace, &progress, line, sizeof line);    // about once a second
 *
 * The share that is done is the explorer's estimate. It can run ahead of the truth or behind it, and is exact at the end only.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_REPORT_EXPLORE_PACE_H
#define AGX_REPORT_EXPLORE_PACE_H

#include "subject/subject.h"

struct explore_pace {
	bool begun;
	struct subject_progress first; /* what was done before says nothing about the pace */
	struct subject_progress last;
};

/* Write the line for NOW, at most BYTES with its 0. */
void explore_pace_line(struct explore_pace *pace, const struct subject_progress *now, char *line, size_t bytes);

#endif
