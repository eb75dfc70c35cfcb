/* SPDX-License-Identifier: MIT */
/* A crash report as Apple's older text (.crash), for people. What the report does not hold is left out; what only
 * our capture knows is in a block of its own before the threads (docs/formats/ips.md).
 *
 * Thread safety: pure. */
#ifndef AGX_CRASH_TEXT_WRITE_H
#define AGX_CRASH_TEXT_WRITE_H

#include "agxrace/crash_report.h"
#include "base/text.h"

/* Append REPORT to OUT; lack of memory shows in agx_text_failed(). */
void text_write(const struct crash_report *report, struct agx_text *out);

#endif
