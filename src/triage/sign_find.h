/* SPDX-License-Identifier: MIT */
/* Is a sign in a report? Yes, no, or it cannot be told: the report has lost the part where it would be.
 *
 * What is said of a report stays true of every longer one that begins with it: "yes" needs a find, "no" needs the
 * part to be whole.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_TRIAGE_SIGN_FIND_H
#define AGX_TRIAGE_SIGN_FIND_H

#include "triage/report_hits.h"

enum sign_answer { SIGN_NO, SIGN_YES, SIGN_UNTOLD };

struct sign_find {
	enum sign_answer answer;
	int64_t thread; /* where it is best seen; -1: not in a thread */
	int64_t frame;	/* -1: none */
	const char *text;
	size_t threads; /* how many match */
};

struct sign_finder {
	const struct family_set *families;
	const struct crash_report *report;
	const struct report_hits *hits;
	uint32_t *frames; /* scratch: by thread, its first matching frame; HIT_NONE */
};

/* Look for SIGN. After SIGN_YES, finder->frames tells for a sign in threads which of them match. */
struct sign_find sign_find(struct sign_finder *finder, const struct sign *sign);

#endif
