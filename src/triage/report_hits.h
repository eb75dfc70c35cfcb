/* SPDX-License-Identifier: MIT */
/* Where in one report each pattern of the families occurs.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_TRIAGE_REPORT_HITS_H
#define AGX_TRIAGE_REPORT_HITS_H

#include "agxrace/crash_report.h"
#include "triage/family.h"

enum hit_domain {
	HIT_SYMBOL,	     /* of a frame */
	HIT_FRAME_IMAGE,
	HIT_QUEUE,	     /* a thread's queue or name */
	HIT_BACKTRACE,	     /* symbol of the exception's */
	HIT_BACKTRACE_IMAGE,
	HIT_TEXT,
	HIT_EXCEPTION,
	HIT_IMAGE,	     /* of the list of images */
};

#define HIT_NONE UINT32_MAX

struct hit {
	uint32_t next; /* of the same pattern; HIT_NONE */
	enum hit_domain domain;
	uint32_t thread; /* index; 0 where there is none */
	uint32_t index;	 /* of the frame, text or image */
};

struct report_hits {
	uint32_t *first; /* by pattern; HIT_NONE */
	uint32_t *last;
	struct hit *hits;
	size_t count;
	size_t capacity;
	bool no_memory;
};

/* Texts of a report in one numbering: application-specific information first, then termination reasons. */
size_t report_text_count(const struct crash_report *report);
const struct crash_text *report_text(const struct crash_report *report, size_t index);

/* Find everything. Returns AGX_OK or AGX_NO_MEMORY; report_hits_release() when AGX_OK. */
AGX_MUST_USE enum agx_status report_hits_find(const struct family_set *families,
					      const struct crash_report *report,
					      struct report_hits *ret_hits, struct agx_error *err);

void report_hits_release(struct report_hits *hits);

#endif
