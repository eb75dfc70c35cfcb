/* SPDX-License-Identifier: MIT */
#include "campaign/campaign_tally.h"
#include "campaign_fixture.h"

#include <criterion/criterion.h>
#include <math.h>

static struct campaign_tally tally;

static void begin(void)
{
	struct campaign_plan plan = small_plan();

	campaign_tally_init(&tally, &plan);
}

TestSuite(campaign_tally, .init = begin);

static void count(size_t cell, enum campaign_outcome outcome, const char *site, uint64_t address)
{
	struct campaign_run run = {
		.place = {.cell = cell},
		.outcome = outcome,
		.signal = outcome == CAMPAIGN_CRASH ? 11 : 0,
		.has_fault_address = outcome == CAMPAIGN_CRASH,
		.fault_address = address,
		.access = CRASH_ACCESS_READ,
	};

	campaign_text_copy(run.site, sizeof run.site, site);
	campaign_tally_visit(&tally, &run);
}

Test(campaign_tally, rate_counts_crashes_and_aborts_of_runs_not_killed_from_outside)
{
	for (int i = 0; i < 4; i++)
		count(2, CAMPAIGN_CRASH, "prepareForEnqueue", 0x98);
	count(2, CAMPAIGN_ABORT, "commandEncoder", 0);
	for (int i = 0; i < 4; i++)
		count(2, CAMPAIGN_DONE, "", 0);
	count(2, CAMPAIGN_HANG, "", 0);
	count(2, CAMPAIGN_KILLED, "", 0);
	campaign_tally_finish(&tally);
	cr_assert_eq(tally.stored, 11);
	cr_assert_eq(tally.total, 15);
	cr_assert_eq(tally.rows[2].threads, 8);
	cr_assert_eq(tally.rows[2].runs, 11);
	cr_assert_eq(tally.rows[2].crashes, 5);
	cr_assert_eq(tally.rows[2].aborts, 1);
	cr_assert_eq(tally.rows[2].hangs, 1);
	cr_assert_eq(tally.rows[2].killed, 1);
	cr_assert(fabs(tally.rows[2].rate - 0.5) < 1e-12);
	cr_assert(tally.rows[2].low > 0.2 && tally.rows[2].high < 0.8);
	cr_assert(fabs(tally.rows[2].reported - 0.55) < 1e-12);
	cr_assert_eq(tally.rows[0].runs, 0);
	cr_assert(tally.rows[0].low == 0.0 && tally.rows[0].high == 1.0);
}

Test(campaign_tally, sites_near_null_differ_by_offset_and_wild_ones_are_one)
{
	count(1, CAMPAIGN_CRASH, "prepareForEnqueue", 0x98);
	count(1, CAMPAIGN_CRASH, "setBuffer", 0x7f0000001000);
	count(1, CAMPAIGN_CRASH, "setBuffer", 0x7f0000002000);
	count(1, CAMPAIGN_CRASH, "setBuffer", 0x3ff0);
	count(1, CAMPAIGN_CRASH, "setBuffer", 0x7f0000003000);
	count(1, CAMPAIGN_CRASH, "prepareForEnqueue", 0x98);
	count(0, CAMPAIGN_CRASH, "prepareForEnqueue", 0x98);
	campaign_tally_finish(&tally);
	cr_assert_eq(tally.rows[1].site_count, 3);
	cr_assert_str_eq(tally.rows[1].sites[0].name, "setBuffer");
	cr_assert_eq(tally.rows[1].sites[0].count, 3);
	cr_assert_not(tally.rows[1].sites[0].near_null);
	cr_assert_str_eq(tally.rows[1].sites[1].name, "prepareForEnqueue");
	cr_assert_eq(tally.rows[1].sites[1].count, 2);
	cr_assert_eq(tally.rows[1].sites[1].fault_address, 0x98);
	cr_assert(tally.rows[1].sites[2].near_null);
	cr_assert_eq(tally.rows[0].site_count, 1);
}

Test(campaign_tally, crashes_at_sites_without_room_are_counted_together)
{
	for (uint64_t i = 0; i < CAMPAIGN_SITES_MAX + 7; i++)
		count(0, CAMPAIGN_CRASH, "f", 8 * i);
	campaign_tally_finish(&tally);
	cr_assert_eq(tally.rows[0].site_count, CAMPAIGN_SITES_MAX);
	cr_assert_eq(tally.rows[0].other_sites, 7);
	cr_assert_eq(tally.rows[0].crashes, CAMPAIGN_SITES_MAX + 7);
}

Test(campaign_tally, seeing_nothing_is_no_proof_and_a_faulty_run_is_a_finding)
{
	struct campaign_run run = {.place = {.cell = 1}, .outcome = CAMPAIGN_DONE};

	campaign_tally_visit(&tally, &run);
	count(0, CAMPAIGN_KILLED, "", 0);
	cr_assert_eq(campaign_tally_verdict(&tally), AGX_INCONCLUSIVE);
	run.lost_calls = 1;
	campaign_tally_visit(&tally, &run);
	cr_assert_eq(tally.rows[1].faulty, 1);
	cr_assert_eq(campaign_tally_verdict(&tally), AGX_VIOLATED);
}

Test(campaign_tally, hang_is_a_finding)
{
	count(0, CAMPAIGN_HANG, "", 0);
	cr_assert_eq(campaign_tally_verdict(&tally), AGX_VIOLATED);
}

Test(campaign_tally, text_that_is_not_printable_ascii_is_masked_and_clipped)
{
	char out[6];

	campaign_text_copy(out, sizeof out, "a\nb\xc3\xa9tail");
	cr_assert_str_eq(out, "a?b??");
	campaign_text_copy(out, sizeof out, NULL);
	cr_assert_str_eq(out, "");
}
