/* SPDX-License-Identifier: MIT */
/* Runs what a plan still lacks in its database, each run in a child of its own, and stores each the
 * moment it ends.
 *
 *	status = campaign_run_all(ledger, &hooks, &err);
 *
 * Invariant: a run is stored once and only if its outcome is its own: runs that are under way when the
 * campaign is asked to stop are dropped, and run again when it goes on.
 *
 * Thread safety: call from a single-threaded process, as it forks. */
#ifndef AGX_CAMPAIGN_CAMPAIGN_H
#define AGX_CAMPAIGN_CAMPAIGN_H

#include "campaign/campaign_ledger.h"
#include "workload/workload.h"

/* What a run does in its child: workload_run(), or a test's own. */
typedef enum agx_status (*campaign_body)(const struct workload_config *config,
					 struct workload_result *ret_result, struct agx_error *err);

struct campaign_progress {
	uint64_t stored; /* runs in the database */
	uint64_t total;  /* runs that the plan wants */
	uint64_t fresh;  /* of those stored: by this call */
	uint64_t start_ns; /* agx_clock_ns() when this call began */
};

struct campaign_hooks {
	campaign_body body;
	/* Called after each stored run and some ten times a second in between; may be NULL. */
	void (*progress)(void *context, const struct campaign_progress *progress);
	void *context;
};

/* Run what LEDGER's plan still lacks. Returns AGX_OK when the plan is fulfilled; AGX_INTERRUPTED when
 * agx_stop_requested() came true; what ledger_add() or child_start() said; what the body said when it
 * could not do its job. Whatever it is, finished runs are stored. */
AGX_MUST_USE enum agx_status campaign_run_all(struct ledger *ledger,
					      const struct campaign_hooks *hooks,
					      struct agx_error *err);

#endif
