/* SPDX-License-Identifier: MIT */
/* A small plan and a path for a database, for the tests of campaigns. */
#ifndef AGX_TESTS_CAMPAIGN_FIXTURE_H
#define AGX_TESTS_CAMPAIGN_FIXTURE_H

#include "campaign/campaign_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static inline struct campaign_plan small_plan(void)
{
	struct campaign_plan plan = {
		.config = workload_config_default(WORKLOAD_LINEAR),
		.threads = {1, 4, 8},
		.cell_count = 3,
		.runs = 5,
		.timeout_ms = 1000,
		.jobs = 1,
	};

	plan.config.sim.faults = SIM_FAULT_SYNC_ENDS_ENCODER | SIM_FAULT_LATE_NULL;
	plan.config.policy = (struct policy_choice) {POLICY_THROTTLE, 3};
	return plan;
}

/* A new folder under /tmp; folder_drop() removes it and the files that tests put there. */
static inline char *folder_make(void)
{
	char *folder = strdup("/tmp/agxrace-test.XXXXXX");

	if (folder == NULL || mkdtemp(folder) == NULL)
		abort();
	return folder;
}

static inline void folder_drop(char *folder)
{
	static const char *const names[] = {"a.db", "a.db-wal", "a.db-journal", "a.db-shm", "trail"};
	char path[128];

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		(void)unlink(path); /* most are not there */
	}
	(void)rmdir(folder);
	free(folder);
}

#endif
