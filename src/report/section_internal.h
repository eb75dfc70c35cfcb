/* SPDX-License-Identifier: MIT */
/* Shared by the sections of a report.
 *
 * Thread safety: pure but for the document. */
#ifndef AGX_REPORT_SECTION_INTERNAL_H
#define AGX_REPORT_SECTION_INTERNAL_H

#include "report/section.h"

enum { SECTION_TEXT_BYTES = 64 };

/* The document, or NULL after its gap was told. */
const json_t *section_need(const struct evidence *evidence, enum evidence_document document,
			 struct document *doc);

/* A figure of OBJECT as text into OUT of SECTION_TEXT_BYTES; "not told" when it is not there. */
const char *section_count(const json_t *object, const char *key, char *out);
const char *section_percent(const json_t *object, const char *key, char *out); /* "83.3 %" of 0.833 */
/* "66.4 to 92.7 %" of 0.664 and 0.927 */
const char *section_interval(const json_t *object, char *out);
/* "0.45 [0.42, 0.63]" of a bench's ratio, with "~ " before it where nothing is claimed; "not measured" of null. */
const char *section_ratio(const json_t *ratio, char *out);

/* Is FAULTS, an array or a text, the one fault that NAME is? */
bool section_faults_are(const json_t *faults, const char *name);
/* "a,b" or "none" into OUT of SECTION_TEXT_BYTES. */
const char *section_faults(const json_t *faults, char *out);

/* A cell of the matrix. */
bool section_cell_holds(const json_t *cell);
bool section_cell_violated(const json_t *cell);
/* "per-stream", "fix refcount", "per-stream, fix refcount" */
const char *section_cell_row(const json_t *cell, char *out);
/* "any N" and "3 threads" where it holds, "null-deref 5" (states), "inconclusive" */
const char *section_cell_says(const json_t *cell, char *out);

/* The fault that the investigation is about; "" when it is not told. */
const char *section_fault(const struct evidence *evidence);

/* The judgement of the crash at PATH (as in struct evidence_crash) by triage; NULL if there is none. */
const json_t *section_triage_of(const struct evidence *evidence, const char *path);

#endif
