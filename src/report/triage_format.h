/* SPDX-License-Identifier: MIT */
/* What triage found, for people (half a page, or all of the evidence), for programs ("agxrace/triage/1") and as one
 * table over many reports.
 *
 * Thread safety: pure functions. */
#ifndef AGX_REPORT_TRIAGE_FORMAT_H
#define AGX_REPORT_TRIAGE_FORMAT_H

#include "agxrace/crash_report.h"
#include "base/text.h"
#include "triage/judge.h"

#include <jansson.h>

/* Append the answer for one report to OUT, lines of up to WIDTH columns (0: 100; at least 72). */
void triage_format_text(const struct crash_report *report, const struct triage_result *result,
			unsigned width, struct agx_text *out);

/* Append all of the evidence: every hypothesis with every sign, what is missing, every thread's frames. */
void triage_format_all(const struct crash_report *report, const struct triage_result *result,
		       struct agx_text *out);

/* The keys of one report, without "schema" and "command"; WHOLE: with its threads, images and texts. NULL on lack of
 * memory; the caller owns it. */
json_t *triage_format_json(const struct crash_report *report, const struct triage_result *result,
			   bool whole);

/* One line's worth of a report, kept when the report itself is let go. */
struct triage_row {
	char *path;
	char family[32];  /* "" unknown */
	char name[96];	  /* of the family */
	char grade[16];
	char face[192];	  /* the top frame that says something, and the address */
	char process[64];
};

/* Fill ROW but its path. */
void triage_row_fill(const struct crash_report *report, const struct triage_result *result,
		     struct triage_row *ret_row);

/* Append the table: reports grouped by family, then by face, so that one defect's many faces stand
 * together. ROWS are put in that order. */
void triage_format_table(struct triage_row *rows, size_t count, size_t unreadable,
			 struct agx_text *out);

/* The same groups: [{"family", "grade", "count", "faces": [{"face", "count", "files": […]}]}]. ROWS are in the order that
 * triage_format_table() makes. NULL on lack of memory. */
json_t *triage_format_groups(struct triage_row *rows, size_t count);

#endif
