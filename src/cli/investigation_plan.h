/* SPDX-License-Identifier: MIT */
/* Which commands an investigation runs, with which counts.
 *
 * Thread safety: plain values. */
#ifndef AGX_CLI_INVESTIGATION_PLAN_H
#define AGX_CLI_INVESTIGATION_PLAN_H

#include "report/investigation.h"

struct investigation_choice {
	const char *fault; /* as on the command line of repro */
	uint64_t runs;     /* 0: as full has it */
	uint64_t seed;
	bool full;
	char fault_text[160];
};

/* Let CHOICE's fault be written as everywhere else. AGX_OK, or AGX_USAGE for a fault that is not known. */
AGX_MUST_USE enum agx_status investigation_choose(struct investigation_choice *choice,
						  struct agx_error *err);

void investigation_plan(const struct investigation_choice *choice, struct investigation *ret_plan);

#endif
