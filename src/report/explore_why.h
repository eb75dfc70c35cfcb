/* SPDX-License-Identifier: MIT */
/* What stands below the execution of a finding: who waits for what, and why steps may be unaware of newer writes.
 *
 * Thread safety: pure functions. */
#ifndef AGX_REPORT_EXPLORE_WHY_H
#define AGX_REPORT_EXPLORE_WHY_H

#include "base/text.h"
#include "subject/subject.h"

/* A line for each thread that waits at the end; nothing if none does. */
void explore_why_waits(const struct subject_finding *finding, struct agx_text *out);

/* A line for each weak step; nothing if there is none. */
void explore_why_weak(const struct subject_finding *finding, struct agx_text *out);

/* Why the two accesses of a race are not ordered; nothing for other findings. */
void explore_why_unordered(const struct subject_finding *finding, struct agx_text *out);

#endif
