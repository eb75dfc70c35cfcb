/* SPDX-License-Identifier: MIT */
#include "campaign/campaign_ledger.h"
#include "campaign_fixture.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

static char *folder;
static char path[128];
static struct agx_error err;

static void begin(void)
{
	folder = folder_make();
	(void)snprintf(path, sizeof path, "%s/a.db", folder);
}

static void end(void)
{
	folder_drop(folder);
}

TestSuite(campaign_ledger, .init = begin, .fini = end);

static struct campaign_run crashed_run(size_t cell, uint64_t index)
{
	return (struct campaign_run) {
		.place = {.cell = cell, .index = index},
		.seed = campaign_seed(1, 4, index),
		.outcome = CAMPAIGN_CRASH,
		.signal = 11,
		.has_fault_address = true,
		.fault_address = 0xfffffffffffffff8u,
		.access = CRASH_ACCESS_WRITE,
		.site = "allocateUSCSpillBuffer",
		.operation = "dispatchThreads:",
		.thread = "client 3",
		.message = "it's \"quoted\"",
		.lost_calls = 1,
		.foreign_commands = 2,
		.wrong_results = 3,
		.wall_ns = 12345678,
	};
}

static struct ledger *create(void)
{
	struct campaign_plan plan = small_plan();
	struct ledger *ledger = NULL;

	cr_assert_eq(ledger_create(path, &plan, &ledger, &err), AGX_OK, "%s", err.text);
	return ledger;
}

static struct ledger *reopen(enum ledger_mode mode)
{
	struct ledger *ledger = NULL;

	cr_assert_eq(ledger_open(path, mode, &ledger, &err), AGX_OK, "%s", err.text);
	return ledger;
}

static void add(struct ledger *ledger, size_t cell, uint64_t index)
{
	struct campaign_run run = crashed_run(cell, index);

	cr_assert_eq(ledger_add(ledger, &run, &err), AGX_OK, "%s", err.text);
}

struct seen {
	size_t count;
	struct campaign_run runs[32];
};

static void see(void *context, const struct campaign_run *run)
{
	struct seen *seen = context;

	seen->runs[seen->count++] = *run;
}

static void execute(const char *sql)
{
	sqlite3 *db;

	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s",
		     sqlite3_errmsg(db));
	sqlite3_close(db);
}

static void refused(enum agx_status status, const char *part)
{
	for (int mode = LEDGER_READ; mode <= LEDGER_CONTINUE; mode++) {
		struct ledger *ledger = NULL;

		cr_assert_eq(ledger_open(path, (enum ledger_mode)mode, &ledger, &err), status,
			     "%s", err.text);
		cr_assert_null(ledger);
		cr_assert_not_null(strstr(err.text, part), "%s", err.text);
		cr_assert_not_null(strstr(err.text, path), "%s", err.text);
	}
}

static void same(const struct campaign_run *a, const struct campaign_run *b)
{
	cr_assert_eq(a->place.cell, b->place.cell);
	cr_assert_eq(a->place.index, b->place.index);
	cr_assert_eq(a->seed, b->seed);
	cr_assert_eq(a->outcome, b->outcome);
	cr_assert_eq(a->signal, b->signal);
	cr_assert_eq(a->has_fault_address, b->has_fault_address);
	cr_assert_eq(a->fault_address, b->fault_address);
	cr_assert_eq(a->access, b->access);
	cr_assert_str_eq(a->site, b->site);
	cr_assert_str_eq(a->operation, b->operation);
	cr_assert_str_eq(a->thread, b->thread);
	cr_assert_str_eq(a->message, b->message);
	cr_assert_eq(a->lost_calls, b->lost_calls);
	cr_assert_eq(a->foreign_commands, b->foreign_commands);
	cr_assert_eq(a->wrong_results, b->wrong_results);
	cr_assert_eq(a->wall_ns, b->wall_ns);
}

Test(campaign_ledger, runs_and_plan_read_back_as_stored)
{
	struct campaign_plan plan = small_plan();
	struct campaign_run expected = crashed_run(1, 0);
	struct campaign_run plain = {.place = {2, 4}, .seed = 9, .outcome = CAMPAIGN_DONE};
	struct ledger *ledger = create();
	struct seen seen = {0};

	cr_assert_eq(ledger_add(ledger, &plain, &err), AGX_OK);
	add(ledger, 1, 0);
	ledger_close(ledger);
	ledger = reopen(LEDGER_READ);
	cr_assert_eq(campaign_plan_match(ledger_plan(ledger), &plan, &err), AGX_OK, "%s",
		     err.text);
	cr_assert_eq(ledger_plan(ledger)->runs, 5);
	cr_assert_eq(ledger_each(ledger, see, &seen, &err), AGX_OK, "%s", err.text);
	ledger_close(ledger);
	cr_assert_eq(seen.count, 2);
	same(&seen.runs[0], &expected);
	same(&seen.runs[1], &plain);
}

Test(campaign_ledger, every_outcome_and_access_reads_back_as_stored)
{
	struct ledger *ledger = create();
	struct seen seen = {0};

	cr_assert_eq(ledger_extend(ledger, CAMPAIGN_OUTCOME_COUNT, &err), AGX_OK);
	for (int i = 0; i < CAMPAIGN_OUTCOME_COUNT; i++) {
		struct campaign_run run = crashed_run(0, (uint64_t)i);

		run.outcome = (enum campaign_outcome)i;
		run.access = (enum crash_access)(i % (CRASH_ACCESS_EXECUTE + 1));
		cr_assert_eq(ledger_add(ledger, &run, &err), AGX_OK, "%s", err.text);
	}
	cr_assert_eq(ledger_each(ledger, see, &seen, &err), AGX_OK, "%s", err.text);
	for (int i = 0; i < CAMPAIGN_OUTCOME_COUNT; i++) {
		cr_assert_eq((int)seen.runs[i].outcome, i);
		cr_assert_eq((int)seen.runs[i].access, i % (CRASH_ACCESS_EXECUTE + 1));
	}
	ledger_close(ledger);
}

Test(campaign_ledger, no_run_is_stored_twice)
{
	struct ledger *ledger = create();
	struct campaign_run run = crashed_run(0, 3);
	struct seen seen = {0};

	add(ledger, 0, 3);
	add(ledger, 1, 3);
	cr_assert_eq(ledger_add(ledger, &run, &err), AGX_BAD_INPUT);
	cr_assert_eq(ledger_each(ledger, see, &seen, &err), AGX_OK);
	cr_assert_eq(seen.count, 2);
	add(ledger, 2, 3);
	ledger_close(ledger);
}

Test(campaign_ledger, runs_survive_a_process_that_ends_without_closing)
{
	struct ledger *ledger;
	struct seen seen = {0};
	pid_t child = fork();

	if (child == 0) {
		ledger = create();
		add(ledger, 0, 0);
		add(ledger, 1, 0);
		_exit(0);
	}
	cr_assert_eq(waitpid(child, NULL, 0), child);
	ledger = reopen(LEDGER_CONTINUE);
	add(ledger, 2, 0);
	cr_assert_eq(ledger_each(ledger, see, &seen, &err), AGX_OK);
	cr_assert_eq(seen.count, 3);
	ledger_close(ledger);
}

Test(campaign_ledger, two_campaigns_cannot_fill_one_database)
{
	struct ledger *ledger = create();

	add(ledger, 0, 0);
	refused(AGX_FAILED, "in use by another campaign");
	ledger_close(ledger);
	ledger_close(reopen(LEDGER_CONTINUE));
}

Test(campaign_ledger, plan_may_grow_but_nothing_is_lost)
{
	struct ledger *ledger = create();

	add(ledger, 0, 4);
	cr_assert_eq(ledger_extend(ledger, 3, &err), AGX_OK);
	cr_assert_eq(ledger_plan(ledger)->runs, 5);
	cr_assert_eq(ledger_extend(ledger, 9, &err), AGX_OK);
	add(ledger, 0, 8);
	ledger_close(ledger);
	ledger = reopen(LEDGER_READ);
	cr_assert_eq(ledger_plan(ledger)->runs, 9);
	ledger_close(ledger);
}

Test(campaign_ledger, existing_file_is_left_alone_and_an_empty_one_is_used)
{
	struct campaign_plan plan = small_plan();
	struct ledger *ledger = NULL;
	FILE *file = fopen(path, "w");

	cr_assert_not_null(file);
	cr_assert_eq(ledger_look(path), LEDGER_ABSENT);
	fputs("dear diary", file);
	fclose(file);
	cr_assert_eq(ledger_look(path), LEDGER_PRESENT);
	cr_assert_eq(ledger_create(path, &plan, &ledger, &err), AGX_BAD_INPUT);
	cr_assert_null(ledger);
	refused(AGX_BAD_INPUT, "not a campaign's database");
	cr_assert_eq(truncate(path, 0), 0);
	refused(AGX_BAD_INPUT, "empty");
	ledger_close(create());
	ledger_close(reopen(LEDGER_CONTINUE));
}

Test(campaign_ledger, folder_and_missing_file_are_refused)
{
	struct campaign_plan plan = small_plan();
	struct ledger *ledger = NULL;

	refused(AGX_BAD_INPUT, "No such file");
	cr_assert_eq(ledger_create(folder, &plan, &ledger, &err), AGX_BAD_INPUT);
	(void)snprintf(path, sizeof path, "%s", folder);
	refused(AGX_BAD_INPUT, "not a file");
}

Test(campaign_ledger, what_cannot_be_written_leaves_nothing)
{
	struct campaign_plan plan = small_plan();
	struct ledger *ledger = NULL;

	cr_assert_eq(ledger_create("/proc/a.db", &plan, &ledger, &err), AGX_IO, "%s", err.text);
	cr_assert_null(ledger);
	(void)snprintf(path, sizeof path, "%s/no/a.db", folder);
	cr_assert_eq(ledger_create(path, &plan, &ledger, &err), AGX_IO, "%s", err.text);
	cr_assert_neq(access(path, F_OK), 0);
}

Test(campaign_ledger, newer_schema_is_refused)
{
	ledger_close(create());
	execute("PRAGMA user_version = 2");
	refused(AGX_BAD_INPUT, "made by a newer agxrace (schema 2; this one knows 1)");
}

Test(campaign_ledger, database_of_somebody_else_is_refused)
{
	execute("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
	refused(AGX_BAD_INPUT, "not a campaign's");
}

Test(campaign_ledger, rows_that_make_no_sense_are_damage)
{
	static const char *const damages[] = {
		"UPDATE cell SET policy = 'hope' WHERE id = 2",
		"UPDATE cell SET iterations = 7 WHERE id = 2",
		"UPDATE cell SET threads = 0 WHERE id = 2",
		"UPDATE cell SET kernels = 'popcorn'",
		"UPDATE campaign SET seed = -1",
		"UPDATE campaign SET runs = 'many'",
		"DELETE FROM cell",
		"DELETE FROM campaign",
		"DROP TABLE campaign",
	};

	for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
		ledger_close(create());
		execute(damages[i]);
		refused(AGX_BAD_INPUT, path);
		cr_assert_eq(unlink(path), 0);
	}
}

Test(campaign_ledger, runs_that_make_no_sense_are_damage)
{
	static const char *const damages[] = {
		"UPDATE run SET number = 5",
		"UPDATE run SET cell = 4",
		"UPDATE run SET seed = 'x'",
		"UPDATE run SET fault_address = '5c8'",
		"UPDATE run SET wall_ns = -1",
		"PRAGMA ignore_check_constraints = 1; UPDATE run SET outcome = 'fine'",
	};

	for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
		struct ledger *ledger = create();
		struct seen seen = {0};

		add(ledger, 1, 0);
		ledger_close(ledger);
		execute(damages[i]);
		ledger = NULL;
		/* quick_check sees some of it when the file is opened */
		if (ledger_open(path, LEDGER_READ, &ledger, &err) == AGX_OK)
			cr_assert_eq(ledger_each(ledger, see, &seen, &err), AGX_BAD_INPUT, "%s",
				     damages[i]);
		cr_assert_eq(seen.count, 0);
		cr_assert_not_null(strstr(err.text, "damaged"), "%s: %s", damages[i], err.text);
		ledger_close(ledger);
		cr_assert_eq(unlink(path), 0);
	}
}

Test(campaign_ledger, overwritten_and_cut_files_are_damage)
{
	struct ledger *ledger = create();
	struct stat info;
	int fd;

	for (uint64_t i = 0; i < 5; i++)
		add(ledger, 1, i);
	ledger_close(ledger);
	cr_assert_eq(stat(path, &info), 0);
	fd = open(path, O_WRONLY);
	for (off_t at = 4096; at < info.st_size; at += 4096)
		cr_assert_eq(pwrite(fd, "garbage garbage garbage", 23, at), 23);
	close(fd);
	refused(AGX_BAD_INPUT, "damaged");
	cr_assert_eq(truncate(path, 4096), 0);
	refused(AGX_BAD_INPUT, "damaged");
	cr_assert_eq(truncate(path, 50), 0);
	refused(AGX_BAD_INPUT, path);
}

Test(campaign_ledger, odd_file_names_are_just_names)
{
	struct campaign_plan plan = small_plan();
	struct ledger *ledger = NULL;
	char odd[160];

	(void)snprintf(odd, sizeof odd, "%s/50%%41 ?mode=memory#x.db", folder);
	cr_assert_eq(ledger_create(odd, &plan, &ledger, &err), AGX_OK, "%s", err.text);
	ledger_close(ledger);
	cr_assert_eq(access(odd, F_OK), 0);
	cr_assert_eq(ledger_open(odd, LEDGER_READ, &ledger, &err), AGX_OK, "%s", err.text);
	ledger_close(ledger);
	cr_assert_eq(unlink(odd), 0);
}

/* In a child that has no right to write the folder, whoever runs the test. */
static int open_as_nobody(void)
{
	struct ledger *ledger = NULL;
	struct seen seen = {0};

	if (getuid() == 0 && setresuid(65534, 65534, 65534) != 0)
		return 1;
	if (ledger_open(path, LEDGER_CONTINUE, &ledger, &err) != AGX_IO)
		return 2;
	if (strstr(err.text, "cannot be written") == NULL)
		return 3;
	if (ledger_open(path, LEDGER_READ, &ledger, &err) != AGX_OK)
		return 4;
	if (ledger_each(ledger, see, &seen, &err) != AGX_OK || seen.count != 1)
		return 5;
	ledger_close(ledger);
	return 0;
}

Test(campaign_ledger, database_can_be_read_where_nothing_can_be_written)
{
	struct ledger *ledger = create();
	int status = 0;
	pid_t child;

	add(ledger, 1, 1);
	ledger_close(ledger);
	cr_assert_eq(chmod(folder, 0555), 0);
	child = fork();
	if (child == 0)
		_exit(open_as_nobody());
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert_eq(chmod(folder, 0755), 0);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "step %d", WEXITSTATUS(status));
}
