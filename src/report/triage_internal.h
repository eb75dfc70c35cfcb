/* SPDX-License-Identifier: MIT */
/* Shared by the formats of triage.
 *
 * Thread safety: pure functions. */
#ifndef AGX_REPORT_TRIAGE_INTERNAL_H
#define AGX_REPORT_TRIAGE_INTERNAL_H

#include "agxrace/crash_report.h"
#include "base/text.h"

/* "read", "write", "execute"; NULL if the report does not tell. */
const char *triage_access_text(enum crash_access access);

/* Append "EXC_BAD_ACCESS (SIGSEGV) at 0x5c8, read". */
void triage_exception_text(const struct crash_report *report, struct agx_text *out);

#endif
