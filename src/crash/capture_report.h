/* SPDX-License-Identifier: MIT */
/* From what the signal handler left to a report with names.
 *
 * Thread safety: pure but for the system's files it reads. */
#ifndef AGX_CRASH_CAPTURE_REPORT_H
#define AGX_CRASH_CAPTURE_REPORT_H

#include "agxrace/crash_report.h"
#include "agxrace/status.h"

#include <sys/types.h>
#include <time.h>

struct crash_snapshot;
struct symbols;

struct capture_facts {
	const struct crash_snapshot *snapshot;
	const struct symbols *symbols;
	const char *end;     /* child_end_name() */
	const char *message; /* "": none */
	int signal;          /* that ended the process */
	pid_t pid;
	struct timespec launched; /* wall clock */
	struct timespec ended;
	uint64_t timeout_ms; /* that a hung process has reached */
};

/* Build the report of FACTS into *RET_REPORT; the caller releases it. Returns AGX_OK or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status capture_report_build(const struct capture_facts *facts,
						  struct crash_report *ret_report,
						  struct agx_error *err);

/* The site of SNAPSHOT's fault into SITE of SIZE bytes: the innermost function of the program itself on the faulting
 * thread that is no mere way to die (crash/site.h); "" if it has no name. */
void capture_report_site(const struct crash_snapshot *snapshot, const struct symbols *symbols,
			 char *site, size_t size);

#endif
