/* SPDX-License-Identifier: MIT */
#include "campaign/ledger_internal.h"

#include "base/limits.h"
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *column_text(sqlite3_stmt *row, int column)
{
	return (const char *)sqlite3_column_text(row, column);
}

/* A column that must be text; "" on lack of memory or another type, which no name or number is. */
static const char *column_name(sqlite3_stmt *row, int column)
{
	const char *value = column_text(row, column);

	return value != NULL ? value : "";
}

/* "0x5c8", the whole text. */
static bool parse_address(const char *value, uint64_t *ret_value)
{
	char *end;

	if (strncmp(value, "0x", 2) != 0 || !isxdigit((unsigned char)value[2]))
		return false;
	*ret_value = strtoull(value + 2, &end, 16);
	return *end == '\0';
}

static bool column_bounded(sqlite3_stmt *row, int column, int64_t min, int64_t max,
			   uint64_t *ret_value)
{
	int64_t value = sqlite3_column_int64(row, column);

	if (sqlite3_column_type(row, column) != SQLITE_INTEGER || value < min || value > max)
		return false;
	*ret_value = (uint64_t)value;
	return true;
}

/* Step SQL's rows through TAKE, which says whether the row is sound. */
static enum agx_status read_rows(struct ledger *ledger, const char *sql,
				 bool (*take)(struct ledger *ledger, sqlite3_stmt *row,
					      void *context),
				 void *context, struct agx_error *err)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(ledger->db, sql, -1, &statement, NULL);
	enum agx_status status = AGX_OK;

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	while (code == SQLITE_ROW && status == AGX_OK) {
		if (take(ledger, statement, context))
			code = sqlite3_step(statement);
		else
			status = ledger_damaged(ledger, "a row does not make sense", err);
	}
	if (status == AGX_OK && code != SQLITE_DONE)
		status = ledger_fail(ledger, code, "read", err);
	(void)sqlite3_finalize(statement); /* repeats the error just told */
	return status;
}

static bool take_campaign(struct ledger *ledger, sqlite3_stmt *row, void *context)
{
	struct campaign_plan *plan = &ledger->plan;
	uint64_t jobs = 0;
	bool sound = column_bounded(row, 0, 0, INT64_MAX, &plan->config.sim.seed) &&
		     column_bounded(row, 1, 1, AGX_RUNS_MAX, &plan->runs) &&
		     column_bounded(row, 2, 1, AGX_TIMEOUT_MS_MAX, &plan->timeout_ms) &&
		     column_bounded(row, 3, 1, AGX_JOBS_MAX, &jobs);

	(void)context;
	plan->jobs = (unsigned)jobs;
	return sound;
}

/* Cells differ in threads alone. */
static bool take_cell(struct ledger *ledger, sqlite3_stmt *row, void *context)
{
	struct campaign_plan *plan = &ledger->plan;
	struct workload_config config;
	enum workload_kind kind;
	uint64_t threads;
	uint64_t jitter;
	const char *kernels = column_name(row, 8);

	(void)context;
	if (plan->cell_count == CAMPAIGN_CELLS_MAX ||
	    workload_parse(column_name(row, 1), &kind, NULL) != AGX_OK)
		return false;
	config = workload_config_default(kind);
	config.sim.seed = plan->config.sim.seed;
	if (!column_bounded(row, 2, 1, AGX_THREADS_MAX, &threads) ||
	    !column_bounded(row, 3, 1, AGX_ITERATIONS_MAX, &config.iterations) ||
	    policy_parse(column_name(row, 4), &config.policy, NULL) != AGX_OK ||
	    sim_faults_parse(column_name(row, 5), &config.sim.faults, NULL) != AGX_OK ||
	    sim_fix_parse(column_name(row, 6), &config.sim.fix, NULL) != AGX_OK ||
	    !column_bounded(row, 7, 0, 1000, &jitter) ||
	    (strcmp(kernels, "real") != 0 && strcmp(kernels, "empty") != 0))
		return false;
	config.sim.jitter = (unsigned)jitter;
	config.sim.kernels_empty = strcmp(kernels, "empty") == 0;
	if (plan->cell_count == 0)
		plan->config = config;
	ledger->cell_ids[plan->cell_count] = sqlite3_column_int64(row, 0);
	plan->threads[plan->cell_count++] = (unsigned)threads;
	{
		struct campaign_plan this_cell = *plan;

		this_cell.config = config;
		return campaign_plan_match(plan, &this_cell, NULL) == AGX_OK;
	}
}

static bool take_soundness(struct ledger *ledger, sqlite3_stmt *row, void *context)
{
	(void)ledger;
	(void)context;
	return strcmp(column_name(row, 0), "ok") == 0;
}

/* That the file is a campaign's, of a version we know, and whole. */
static enum agx_status check_kind(struct ledger *ledger, struct agx_error *err)
{
	int64_t application_id = 0;
	int64_t version = 0;
	enum agx_status status =
		ledger_read_number(ledger, "PRAGMA application_id", &application_id, err);

	if (status == AGX_OK)
		status = ledger_read_number(ledger, "PRAGMA user_version", &version, err);
	if (status != AGX_OK)
		return status;
	if (application_id != LEDGER_APPLICATION_ID)
		return agx_fail(err, AGX_BAD_INPUT,
				"%s: an SQLite database, but not a campaign's", ledger->path);
	if (version > LEDGER_SCHEMA_VERSION)
		return agx_fail(err, AGX_BAD_INPUT,
				"%s: made by a newer agxrace (schema %lld; this one knows %d)",
				ledger->path, (long long)version, LEDGER_SCHEMA_VERSION);
	if (version < 1)
		return ledger_damaged(ledger, "no schema version", err);
	return read_rows(ledger, "PRAGMA quick_check(1)", take_soundness, NULL, err);
}

static enum agx_status read_plan(struct ledger *ledger, struct agx_error *err)
{
	enum agx_status status =
		read_rows(ledger, "SELECT seed, runs, timeout_ms, jobs FROM campaign",
			  take_campaign, NULL, err);

	if (status == AGX_OK)
		status = read_rows(
			ledger,
			"SELECT id, workload, threads, iterations, policy, faults, fix, "
			"jitter, kernels FROM cell ORDER BY id",
			take_cell, NULL, err);
	if (status == AGX_OK && campaign_plan_check(&ledger->plan, NULL) != AGX_OK)
		status = ledger_damaged(ledger, "its plan does not make sense", err);
	return status;
}

/* A URI of PATH that says the file does not change: the way to read where nothing can be written.
 * Nothing but letters, digits and "/._-" is safe to stand as it is (RFC 3986, section 2). */
static void write_immutable_uri(const char *path, struct agx_text *out)
{
	agx_text_puts(out, path[0] == '/' ? "file://" : "file:");
	for (const char *p = path; *p != '\0'; p++) {
		if (isalnum((unsigned char)*p) || strchr("/._-", *p) != NULL)
			agx_text_add(out, p, 1);
		else
			agx_text_printf(out, "%%%02x", (unsigned)(unsigned char)*p);
	}
	agx_text_puts(out, "?immutable=1");
}

static enum agx_status connect_immutable(struct ledger *ledger, struct agx_error *err)
{
	struct agx_text uri = {0};
	enum agx_status status;
	int code;

	write_immutable_uri(ledger->path, &uri);
	if (agx_text_failed(&uri)) {
		status = agx_fail(err, AGX_NO_MEMORY, "%s: no memory to open it", ledger->path);
	} else {
		code = sqlite3_open_v2(agx_text_string(&uri), &ledger->db,
				       SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
		status = code == SQLITE_OK ? AGX_OK : ledger_fail(ledger, code, "open", err);
	}
	agx_text_release(&uri);
	return status;
}

/* Whether the file and its folder, where the log lies, can be written. */
static bool is_writable(const char *path)
{
	char folder[AGX_PATH_BYTES_MAX];
	const char *slash = strrchr(path, '/');
	size_t length = slash == NULL ? 0 : (size_t)(slash - path) + 1;

	if (length >= sizeof folder)
		return false;
	memcpy(folder, path, length);
	folder[length] = '\0';
	return access(path, W_OK) == 0 && access(length > 0 ? folder : ".", W_OK) == 0;
}

static bool has_log(const char *path)
{
	char log[AGX_PATH_BYTES_MAX];
	struct stat info;
	int length = snprintf(log, sizeof log, "%s-wal", path);

	return length > 0 && (size_t)length < sizeof log && stat(log, &info) == 0 &&
	       info.st_size > 0;
}

static enum agx_status connect_mode(struct ledger *ledger, enum ledger_mode mode,
				    struct agx_error *err)
{
	if (is_writable(ledger->path))
		return ledger_connect(ledger, SQLITE_OPEN_READWRITE, err);
	if (mode == LEDGER_CONTINUE)
		return agx_fail(err, AGX_IO, "%s: the file or its folder cannot be written",
				ledger->path);
	if (has_log(ledger->path))
		return agx_fail(err, AGX_IO,
				"%s: has runs in its log, which cannot be read where nothing can "
				"be written; copy it and its -wal file elsewhere",
				ledger->path);
	return connect_immutable(ledger, err);
}

static enum agx_status check_file(const char *path, struct agx_error *err)
{
	struct stat info;

	if (stat(path, &info) != 0)
		return agx_fail(err, AGX_BAD_INPUT, "%s: %s", path, strerror(errno));
	if (!S_ISREG(info.st_mode))
		return agx_fail(err, AGX_BAD_INPUT, "%s: not a file", path);
	if (info.st_size == 0)
		return agx_fail(err, AGX_BAD_INPUT, "%s: empty", path);
	return AGX_OK;
}

enum agx_status ledger_open(const char *path, enum ledger_mode mode, struct ledger **ret_ledger,
			    struct agx_error *err)
{
	enum agx_status status = check_file(path, err);
	struct ledger *ledger;

	if (status != AGX_OK)
		return status;
	ledger = ledger_new(path, err);
	if (ledger == NULL)
		return AGX_NO_MEMORY;
	status = connect_mode(ledger, mode, err);
	if (status == AGX_OK)
		status = check_kind(ledger, err);
	if (status == AGX_OK)
		status = read_plan(ledger, err);
	if (status == AGX_OK && mode == LEDGER_CONTINUE)
		status = ledger_begin_storing(ledger, err);
	if (status == AGX_OK)
		*ret_ledger = ledger;
	else
		ledger_close(ledger);
	return status;
}

const struct campaign_plan *ledger_plan(const struct ledger *ledger)
{
	return &ledger->plan;
}

struct visit {
	ledger_visit call;
	void *context;
};

static size_t find_cell(const struct ledger *ledger, int64_t id)
{
	size_t i = 0;

	while (i < ledger->plan.cell_count && ledger->cell_ids[i] != id)
		i++;
	return i;
}

static bool take_run(struct ledger *ledger, sqlite3_stmt *row, void *context)
{
	const struct visit *visit = context;
	const struct campaign_plan *plan = &ledger->plan;
	struct campaign_run run = {.place.cell = find_cell(ledger, sqlite3_column_int64(row, 0))};
	uint64_t signal_number = 0;
	bool sound = run.place.cell < plan->cell_count &&
		     column_bounded(row, 1, 0, (int64_t)plan->runs - 1, &run.place.index) &&
		     column_bounded(row, 2, 0, INT64_MAX, &run.seed) &&
		     column_bounded(row, 4, 0, 1000, &signal_number) &&
		     column_bounded(row, 11, 0, INT64_MAX, &run.lost_calls) &&
		     column_bounded(row, 12, 0, INT64_MAX, &run.foreign_commands) &&
		     column_bounded(row, 13, 0, INT64_MAX, &run.wrong_results) &&
		     column_bounded(row, 14, 0, INT64_MAX, &run.wall_ns);

	run.outcome = campaign_outcome_parse(column_name(row, 3));
	run.signal = (int)signal_number;
	run.has_fault_address = sqlite3_column_type(row, 5) != SQLITE_NULL;
	if (run.has_fault_address)
		sound = sound && parse_address(column_name(row, 5), &run.fault_address);
	run.access = campaign_access_parse(column_text(row, 6));
	campaign_text_copy(run.site, sizeof run.site, column_text(row, 7));
	campaign_text_copy(run.operation, sizeof run.operation, column_text(row, 8));
	campaign_text_copy(run.thread, sizeof run.thread, column_text(row, 9));
	campaign_text_copy(run.message, sizeof run.message, column_text(row, 10));
	if (!sound || run.outcome == CAMPAIGN_OUTCOME_COUNT)
		return false;
	visit->call(visit->context, &run);
	return true;
}

enum agx_status ledger_each(struct ledger *ledger, ledger_visit visit, void *context,
			    struct agx_error *err)
{
	struct visit both = {.call = visit, .context = context};

	return read_rows(
		ledger,
		"SELECT cell, number, seed, outcome, signal, fault_address, access, site, "
		"operation, thread, message, lost_calls, foreign_commands, wrong_results, "
		"wall_ns FROM run ORDER BY cell, number",
		take_run, &both, err);
}
