/* SPDX-License-Identifier: MIT */
/* A folder around a user's own crash report, fit to be handed to a maintainer: the report without personal data, what
 * triage makes of it, and the pages.
 *
 *	status = crash_bundle_write(bytes, length, &families, folder, &err);
 *
 * Everything in the folder is made from the cleaned report, nothing from the original.
 * Thread safety: pure but for the folder. */
#ifndef AGX_REPORT_CRASH_BUNDLE_H
#define AGX_REPORT_CRASH_BUNDLE_H

#include "agxrace/status.h"
#include "triage/family.h"

/* Make FOLDER, which is not there yet, from LENGTH BYTES of a crash report. Returns AGX_OK, AGX_BAD_INPUT (no crash report;
 * nothing is made), AGX_IO or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status crash_bundle_write(const char *bytes, size_t length,
						const struct family_set *families,
						const char *folder, struct agx_error *err);

#endif
