/* SPDX-License-Identifier: MIT */
#include "agxrace/crash_report.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

void crash_report_release(struct crash_report *report)
{
	if (report->memory != NULL) {
		agx_arena_release(report->memory);
		free(report->memory);
	}
	memset(report, 0, sizeof *report);
}
