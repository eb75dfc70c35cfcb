/* SPDX-License-Identifier: MIT */
/* Shared by the formats of triage.
 *
 * Thread safety: pure functions. */
#ifndef AGX_REPORT_TRIAGE_INTERNAL_H
#define AGX_REPORT_TRIAGE_INTERNAL_H

#include "agxrace/crash_report.h"
#include "base/text.h"
#include "triage/judge.h"

/* "read", "write", "execute"; NULL if the report does not tell. */
const char *triage_access_text(enum crash_access access);

/* Append "EXC_BAD_ACCESS (SIGSEGV) at 0x5c8, read". */
void triage_exception_text(const struct crash_report *report, struct agx_text *out);

/* Append "thread 3, crashed, name, queue". */
void triage_thread_title(const struct crash_report *report, size_t thread,
			 const char *role, struct agx_text *out);

/* Append SYMBOL in at most COLUMNS, at least 8: without template arguments and
 * parameters, then without namespaces or the end of its class. */
void triage_short_symbol(const char *symbol, size_t columns, struct agx_text *out);

/* Append "> 0 image symbol + 32" in full; ">": it decides H (may be NULL). */
void triage_frame_line(const struct crash_report *report,
		       const struct triage_hypothesis *h, size_t thread, size_t frame,
		       struct agx_text *out);

/* Append the crashed thread and H's first witness side by side, no line wider than WIDTH;
 * H may be NULL. */
void triage_threads_text(const struct crash_report *report,
			 const struct triage_hypothesis *h, unsigned width,
			 struct agx_text *out);

#endif
