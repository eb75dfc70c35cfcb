/* SPDX-License-Identifier: MIT */
/* Read a crash report, whatever shape it is in: .ips (header line and JSON body), header and legacy text,
 * legacy text alone, a "Translated Report" with both JSONs behind it, a panic, a fragment that begins or ends
 * in the middle, and any of these escaped, quoted, wrapped or inside other text.
 *
 *	struct crash_report report;
 *	status = crash_report_read(bytes, length, &report, &err);
 *	...
 *	crash_report_release(&report);
 *
 * What the input does not hold is told in report.missing; a value that the end of the input cuts is left
 * out, never shortened.
 * Thread safety: pure; several threads may read at once. */
#ifndef AGX_CRASH_REPORT_READ_H
#define AGX_CRASH_REPORT_READ_H

#include "agxrace/crash_report.h"
#include "agxrace/status.h"

#include <stddef.h>

/* Read LENGTH BYTES. Returns AGX_OK, AGX_BAD_INPUT (no text, larger than AGX_REPORT_BYTES_MAX, nothing in it
 * that a crash report holds) or AGX_NO_MEMORY; *RET_REPORT is untouched unless AGX_OK, and then the caller
 * releases it. Text that has no thread, frame, exception or panic at all is read with format "text": its lines
 * may still name an assertion. */
AGX_MUST_USE enum agx_status crash_report_read(const char *bytes, size_t length,
					       struct crash_report *ret_report,
					       struct agx_error *err);

#endif
