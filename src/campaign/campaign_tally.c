/* SPDX-License-Identifier: MIT */
#include "campaign/campaign_tally.h"

#include "base/assert.h"
#include "campaign/reported_rates.h"
#include "campaign/wilson.h"

#include <stdlib.h>
#include <string.h>

void campaign_tally_init(struct campaign_tally *tally, const struct campaign_plan *plan)
{
	memset(tally, 0, sizeof *tally);
	tally->row_count = plan->cell_count;
	tally->total = campaign_plan_total(plan);
	for (size_t i = 0; i < plan->cell_count; i++) {
		tally->rows[i].threads = plan->threads[i];
		tally->rows[i].reported = reported_rate(plan->threads[i]);
	}
}

static bool same_site(const struct campaign_site *a, const struct campaign_site *b)
{
	return a->outcome == b->outcome && a->signal == b->signal &&
	       a->near_null == b->near_null && a->fault_address == b->fault_address &&
	       a->access == b->access && strcmp(a->name, b->name) == 0 &&
	       strcmp(a->message, b->message) == 0;
}

static void count_site(struct campaign_row *row, const struct campaign_run *run)
{
	struct campaign_site site = {.outcome = run->outcome, .signal = run->signal, .count = 1};
	size_t i = 0;

	if (run->outcome == CAMPAIGN_CRASH) {
		site.near_null =
			run->has_fault_address && run->fault_address < CAMPAIGN_NULL_BYTES;
		site.fault_address = site.near_null ? run->fault_address : 0;
		site.access = run->access;
	}
	campaign_text_copy(site.name, sizeof site.name, run->site);
	campaign_text_copy(site.message, sizeof site.message, run->message);
	while (i < row->site_count && !same_site(&row->sites[i], &site))
		i++;
	if (i < row->site_count)
		row->sites[i].count++;
	else if (i < CAMPAIGN_SITES_MAX)
		row->sites[row->site_count++] = site;
	else
		row->other_sites++;
}

void campaign_tally_visit(void *context, const struct campaign_run *run)
{
	struct campaign_tally *tally = context;
	struct campaign_row *row = &tally->rows[run->place.cell];

	AGX_ASSERT(run->place.cell < tally->row_count);
	tally->stored++;
	row->runs++;
	row->faulty += campaign_run_is_faulty(run);
	row->lost_calls += run->lost_calls;
	row->foreign_commands += run->foreign_commands;
	row->wrong_results += run->wrong_results;
	switch (run->outcome) {
	case CAMPAIGN_DONE:
		row->done++;
		break;
	case CAMPAIGN_ABORT:
		row->aborts++;
		row->crashes++;
		count_site(row, run);
		break;
	case CAMPAIGN_EXIT:
		row->exits++;
		row->crashes++;
		count_site(row, run);
		break;
	case CAMPAIGN_CRASH:
		row->crashes++;
		count_site(row, run);
		break;
	case CAMPAIGN_HANG:
		row->hangs++;
		break;
	case CAMPAIGN_KILLED:
		row->killed++;
		break;
	case CAMPAIGN_OUTCOME_COUNT:
		break;
	}
}

/* Most frequent first; those alike in count in the order of their names and addresses, so that the order
 * does not depend on which came first. */
static int compare_sites(const void *left, const void *right)
{
	const struct campaign_site *a = left;
	const struct campaign_site *b = right;
	int by_name = strcmp(a->name, b->name);

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	if (by_name != 0)
		return by_name;
	if (a->fault_address != b->fault_address)
		return a->fault_address < b->fault_address ? -1 : 1;
	return strcmp(a->message, b->message);
}

void campaign_tally_finish(struct campaign_tally *tally)
{
	for (size_t i = 0; i < tally->row_count; i++) {
		struct campaign_row *row = &tally->rows[i];
		uint64_t counted = row->runs - row->killed;
		struct wilson_interval interval = wilson_95(row->crashes, counted);

		row->rate = counted > 0 ? (double)row->crashes / (double)counted : 0.0;
		row->low = interval.low;
		row->high = interval.high;
		qsort(row->sites, row->site_count, sizeof row->sites[0], compare_sites);
	}
}

enum agx_verdict campaign_tally_verdict(const struct campaign_tally *tally)
{
	for (size_t i = 0; i < tally->row_count; i++) {
		const struct campaign_row *row = &tally->rows[i];

		if (row->crashes > 0 || row->hangs > 0 || row->faulty > 0)
			return AGX_VIOLATED;
	}
	return AGX_INCONCLUSIVE;
}
