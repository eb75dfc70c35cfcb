/* SPDX-License-Identifier: MIT */
/* The runs of a campaign, counted: one row per thread count, with what was hit and how often.
 *
 *	campaign_tally_init(&tally, &plan);
 *	status = ledger_each(ledger, campaign_tally_visit, &tally, &err);
 *	campaign_tally_finish(&tally);
 *
 * Thread safety: one owner. */
#ifndef AGX_CAMPAIGN_CAMPAIGN_TALLY_H
#define AGX_CAMPAIGN_CAMPAIGN_TALLY_H

#include "campaign/campaign_plan.h"
#include "campaign/campaign_run.h"

enum {
	CAMPAIGN_SITES_MAX = 24, /* distinct ones per row; the rest is counted together */
	/* Below it a fault address is an offset from NULL, and part of what names a site; above it is a wild
	 * one, different every time. macOS leaves the first 16 KiB unmapped too. */
	CAMPAIGN_NULL_BYTES = 0x4000,
};

/* Where runs crashed or aborted, alike in all but the message's absence. */
struct campaign_site {
	enum campaign_outcome outcome; /* CAMPAIGN_CRASH, CAMPAIGN_ABORT or CAMPAIGN_EXIT */
	int signal;
	bool near_null;        /* a crash at fault_address, an offset from NULL */
	uint64_t fault_address; /* 0 unless near_null */
	enum crash_access access;
	char name[64];     /* function; "" if unknown */
	char message[256]; /* "" if none */
	uint64_t count;
};

struct campaign_row {
	unsigned threads;
	uint64_t runs; /* finished and stored */
	uint64_t done;
	uint64_t crashes; /* crashed, aborted, or ended by a sanitizer */
	uint64_t aborts;  /* of these: aborted */
	uint64_t exits;   /* of these: ended by a sanitizer */
	uint64_t hangs;
	uint64_t killed; /* by somebody else: not counted in the rate */
	uint64_t faulty; /* ended by themselves, but lost calls, found foreign commands or wrong results */
	uint64_t lost_calls;
	uint64_t foreign_commands;
	uint64_t wrong_results;
	double rate; /* crashes / (runs - killed); 0 when there are none */
	double low;  /* its 95 % interval */
	double high;
	double reported; /* the bug report's rate; negative: none */
	struct campaign_site sites[CAMPAIGN_SITES_MAX]; /* most frequent first */
	size_t site_count;
	uint64_t other_sites; /* crashes at sites that found no room */
};

struct campaign_tally {
	struct campaign_row rows[CAMPAIGN_CELLS_MAX]; /* as the plan's cells */
	size_t row_count;
	uint64_t stored; /* runs of all rows */
	uint64_t total;  /* runs that the plan wants */
};

void campaign_tally_init(struct campaign_tally *tally, const struct campaign_plan *plan);

/* Count RUN; CONTEXT is the tally. A ledger_visit. */
void campaign_tally_visit(void *context, const struct campaign_run *run);

/* Compute rates and order the sites; nothing is counted after it. */
void campaign_tally_finish(struct campaign_tally *tally);

/* Violated when any run crashed, aborted, hung or was faulty. Inconclusive otherwise: that nothing was seen
 * in so many runs is no proof that it cannot happen. */
enum agx_verdict campaign_tally_verdict(const struct campaign_tally *tally);

#endif
