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

const char *crash_access_name(enum crash_access access)
{
	switch (access) {
	case CRASH_ACCESS_READ:
		return "read";
	case CRASH_ACCESS_WRITE:
		return "write";
	case CRASH_ACCESS_EXECUTE:
		return "execute";
	case CRASH_ACCESS_UNKNOWN:
		break;
	}
	return "unknown";
}
