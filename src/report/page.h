/* SPDX-License-Identifier: MIT */
/* REPORT.md and index.html of a folder, from its evidence alone: the same evidence makes the same bytes.
 *
 *	status = page_build(folder, &err);
 *
 * Thread safety: pure but for the folder. */
#ifndef AGX_REPORT_PAGE_H
#define AGX_REPORT_PAGE_H

#include "agxrace/status.h"
#include "base/text.h"
#include "report/evidence.h"

void page_markdown(const struct evidence *evidence, struct agx_text *out);
void page_html(const struct evidence *evidence, struct agx_text *out);

/* Load FOLDER's evidence and write both pages into it, each whole or not at all. Returns AGX_OK, what evidence_load() said,
 * AGX_IO or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status page_build(const char *folder, struct agx_error *err);

#endif
