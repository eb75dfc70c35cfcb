/* SPDX-License-Identifier: MIT */
/* The files that a crash leaves: its report as .ips and as text, side by side, with the configuration of the run.
 *
 * Thread safety: one owner. */
#ifndef AGX_REPORT_CRASH_FILES_H
#define AGX_REPORT_CRASH_FILES_H

#include "agxrace/crash_report.h"
#include "agxrace/status.h"
#include "base/limits.h"
#include "workload/workload.h"

struct crash_files {
	char ips[AGX_PATH_BYTES_MAX];
	char text[AGX_PATH_BYTES_MAX];
};

/* Put CONFIG into REPORT (made by child_report()): what was run, and whether with jitter. Returns AGX_OK or
 * AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status crash_files_describe(struct crash_report *report,
						  const struct workload_config *config,
						  struct agx_error *err);

/* Write REPORT to FOLDER, which exists, as crash-WORKLOAD-tTHREADS-sSEED.ips and .txt: a later crash of the same run takes
 * the earlier one's place. Returns AGX_OK, AGX_NO_MEMORY or AGX_IO; then neither file is there. */
AGX_MUST_USE enum agx_status crash_files_write(const struct crash_report *report,
					       const struct workload_config *config,
					       const char *folder, struct crash_files *ret_files,
					       struct agx_error *err);

#endif
