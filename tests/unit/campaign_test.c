/* SPDX-License-Identifier: MIT */
#include "base/stop.h"
#include "campaign/campaign.h"
#include "campaign/campaign_tally.h"
#include "campaign_fixture.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>

static char *folder;
static char path[128];
static char trail[128]; /* a byte per run that was begun */
static struct agx_error err;

static void begin(void)
{
	folder = folder_make();
	(void)snprintf(path, sizeof path, "%s/a.db", folder);
	(void)snprintf(trail, sizeof trail, "%s/trail", folder);
}

static void end(void)
{
	folder_drop(folder);
}

TestSuite(campaign, .init = begin, .fini = end, .timeout = 60);

static void leave_trail(void)
{
	int fd = open(trail, O_WRONLY | O_CREAT | O_APPEND, 0600);

	if (fd < 0 || write(fd, "x", 1) != 1)
		abort();
	close(fd);
}

static long trail_length(void)
{
	int fd = open(trail, O_RDONLY);
	long length = fd < 0 ? 0 : (long)lseek(fd, 0, SEEK_END);

	if (fd >= 0)
		close(fd);
	return length;
}

/* Ends as the number of threads says: by itself, wrongly, by a crash, by an abort, never. */
static enum agx_status body_of_all_ends(const struct workload_config *config,
					struct workload_result *ret_result,
					struct agx_error *body_err)
{
	(void)body_err;
	leave_trail();
	if (config->threads == 2)
		ret_result->wrong_results = 3;
	if (config->threads == 3)
		raise(SIGSEGV);
	if (config->threads == 4)
		abort();
	for (; config->threads == 5;)
		pause();
	return AGX_OK;
}

static enum agx_status body_that_returns(const struct workload_config *config,
					 struct workload_result *ret_result,
					 struct agx_error *body_err)
{
	(void)config;
	(void)ret_result;
	(void)body_err;
	leave_trail();
	return AGX_OK;
}

/* Cannot do its job from the seventh run on. */
static enum agx_status body_that_fails_late(const struct workload_config *config,
					    struct workload_result *ret_result,
					    struct agx_error *body_err)
{
	(void)config;
	(void)ret_result;
	leave_trail();
	return trail_length() < 7 ? AGX_OK : agx_fail(body_err, AGX_FAILED, "no thread for you");
}

static struct ledger *create(struct campaign_plan plan)
{
	struct ledger *ledger = NULL;

	cr_assert_eq(ledger_create(path, &plan, &ledger, &err), AGX_OK, "%s", err.text);
	return ledger;
}

static struct campaign_tally *count(struct ledger *ledger)
{
	static struct campaign_tally tally;

	campaign_tally_init(&tally, ledger_plan(ledger));
	cr_assert_eq(ledger_each(ledger, campaign_tally_visit, &tally, &err), AGX_OK);
	campaign_tally_finish(&tally);
	return &tally;
}

static void check_seed(void *context, const struct campaign_run *run)
{
	struct ledger *ledger = context;
	unsigned threads = ledger_plan(ledger)->threads[run->place.cell];

	cr_assert_eq(run->seed, campaign_seed(1, threads, run->place.index));
	cr_assert_gt(run->wall_ns, 0);
}

static void ends_are_told_apart(unsigned jobs)
{
	struct campaign_plan plan = small_plan();
	struct campaign_hooks hooks = {.body = body_of_all_ends};
	const struct campaign_row *rows;
	struct ledger *ledger;

	for (unsigned i = 0; i < 5; i++)
		plan.threads[i] = i + 1;
	plan.cell_count = 5;
	plan.runs = 3;
	plan.timeout_ms = 300;
	plan.jobs = jobs;
	ledger = create(plan);
	cr_assert_eq(campaign_run_all(ledger, &hooks, &err), AGX_OK, "%s", err.text);
	cr_assert_eq(ledger_each(ledger, check_seed, ledger, &err), AGX_OK);
	rows = count(ledger)->rows;
	for (unsigned i = 0; i < 5; i++)
		cr_assert_eq(rows[i].runs, 3, "row %u", i);
	cr_assert_eq(rows[0].done, 3);
	cr_assert_eq(rows[0].faulty, 0);
	cr_assert_eq(rows[1].faulty, 3);
	cr_assert_eq(rows[1].wrong_results, 9);
	cr_assert_eq(rows[2].crashes, 3);
	cr_assert_eq(rows[2].aborts, 0);
	cr_assert_eq(rows[3].crashes, 3);
	cr_assert_eq(rows[3].aborts, 3);
	cr_assert_eq(rows[4].hangs, 3);
	cr_assert_eq(rows[4].crashes, 0);
	ledger_close(ledger);
}

Test(campaign, ends_of_runs_are_told_apart)
{
	ends_are_told_apart(1);
}

Test(campaign, ends_of_runs_are_told_apart_with_several_at_once)
{
	ends_are_told_apart(4);
}

Test(campaign, finished_runs_are_kept_and_none_is_repeated_when_it_goes_on)
{
	struct campaign_plan plan = small_plan();
	struct campaign_hooks failing = {.body = body_that_fails_late};
	struct campaign_hooks good = {.body = body_that_returns};
	struct ledger *ledger = create(plan);

	cr_assert_eq(campaign_run_all(ledger, &failing, &err), AGX_FAILED);
	cr_assert_str_eq(err.text, "a run could not be done: no thread for you");
	cr_assert_eq(count(ledger)->stored, 6);
	ledger_close(ledger);
	cr_assert_eq(ledger_open(path, LEDGER_CONTINUE, &ledger, &err), AGX_OK);
	cr_assert_eq(campaign_run_all(ledger, &good, &err), AGX_OK, "%s", err.text);
	cr_assert_eq(count(ledger)->stored, 15);
	cr_assert_eq(trail_length(), 7 + 9);
	cr_assert_eq(campaign_run_all(ledger, &good, &err), AGX_OK);
	cr_assert_eq(trail_length(), 7 + 9);
	cr_assert_eq(ledger_extend(ledger, 6, &err), AGX_OK);
	cr_assert_eq(campaign_run_all(ledger, &good, &err), AGX_OK);
	cr_assert_eq(trail_length(), 7 + 9 + 3);
	ledger_close(ledger);
}

static void stop_at_four(void *context, const struct campaign_progress *progress)
{
	(void)context;
	cr_assert_eq(progress->total, 15);
	cr_assert_eq(progress->stored, progress->fresh);
	if (progress->stored == 4)
		raise(SIGINT);
}

Test(campaign, wish_to_stop_keeps_what_is_done)
{
	struct campaign_hooks hooks = {.body = body_that_returns, .progress = stop_at_four};
	struct ledger *ledger = create(small_plan());

	agx_stop_install();
	cr_assert_eq(campaign_run_all(ledger, &hooks, &err), AGX_INTERRUPTED);
	cr_assert_eq(count(ledger)->stored, 4);
	ledger_close(ledger);
}
