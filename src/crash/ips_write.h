/* SPDX-License-Identifier: MIT */
/* A crash report as Apple's .ips: one line of JSON that says what the rest is, then the body as JSON. What the
 * report does not hold is left out. Keys, and ours beside Apple's: docs/formats/ips.md.
 *
 * Thread safety: pure. */
#ifndef AGX_CRASH_IPS_WRITE_H
#define AGX_CRASH_IPS_WRITE_H

#include "agxrace/crash_report.h"
#include "base/text.h"

/* Append REPORT to OUT; lack of memory shows in agx_text_failed(). */
void ips_write(const struct crash_report *report, struct agx_text *out);

#endif
