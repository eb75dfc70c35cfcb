/* SPDX-License-Identifier: MIT */
#include "campaign/ledger_internal.h"

#include "base/clock.h"
#include "base/machine.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_TIMEOUT_MS = 300 };

#define TEXT_OF(x) TEXT_OF_VALUE(x)
#define TEXT_OF_VALUE(x) #x

static const char schema[] =
	"CREATE TABLE campaign (\n"
	"  id INTEGER PRIMARY KEY CHECK (id = 1),\n"
	"  tool TEXT NOT NULL,\n"
	"  machine TEXT NOT NULL,\n"
	"  created_s INTEGER NOT NULL,\n"
	"  seed INTEGER NOT NULL,\n"
	"  runs INTEGER NOT NULL,\n"
	"  timeout_ms INTEGER NOT NULL,\n"
	"  jobs INTEGER NOT NULL\n"
	");\n"
	"CREATE TABLE cell (\n"
	"  id INTEGER PRIMARY KEY,\n"
	"  workload TEXT NOT NULL,\n"
	"  threads INTEGER NOT NULL,\n"
	"  iterations INTEGER NOT NULL,\n"
	"  policy TEXT NOT NULL,\n"
	"  faults TEXT NOT NULL,\n"
	"  fix TEXT NOT NULL,\n"
	"  jitter INTEGER NOT NULL,\n"
	"  kernels TEXT NOT NULL,\n"
	"  UNIQUE (workload, threads, iterations, policy, faults, fix, jitter, kernels)\n"
	");\n"
	"CREATE TABLE run (\n"
	"  cell INTEGER NOT NULL REFERENCES cell (id),\n"
	"  number INTEGER NOT NULL,\n"
	"  seed INTEGER NOT NULL,\n"
	"  outcome TEXT NOT NULL\n"
	"    CHECK (outcome IN ('done', 'crash', 'abort', 'exit', 'hang', 'killed')),\n"
	"  signal INTEGER NOT NULL,\n"
	"  fault_address TEXT,\n"
	"  access TEXT,\n"
	"  site TEXT NOT NULL,\n"
	"  operation TEXT NOT NULL,\n"
	"  thread TEXT NOT NULL,\n"
	"  message TEXT NOT NULL,\n"
	"  lost_calls INTEGER NOT NULL,\n"
	"  foreign_commands INTEGER NOT NULL,\n"
	"  wrong_results INTEGER NOT NULL,\n"
	"  wall_ns INTEGER NOT NULL,\n"
	"  ended_s INTEGER NOT NULL,\n"
	"  PRIMARY KEY (cell, number)\n"
	") WITHOUT ROWID;\n"
	"CREATE VIEW rate AS SELECT threads, count(*) AS runs,\n"
	"  sum(outcome IN ('crash', 'abort', 'exit')) AS crashes,\n"
	"  sum(outcome = 'hang') AS hangs\n"
	"  FROM run JOIN cell ON cell.id = run.cell GROUP BY cell.id ORDER BY cell.id;\n"
	"PRAGMA application_id = " TEXT_OF(LEDGER_APPLICATION_ID) ";\n"
								  "PRAGMA user_version = 1;\n";
_Static_assert(LEDGER_SCHEMA_VERSION == 1, "the schema's user_version says another version");
_Static_assert(CAMPAIGN_OUTCOME_COUNT == 6, "the schema's CHECK lists other outcomes");

static enum agx_status status_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return AGX_OK;
	case SQLITE_NOMEM:
		return AGX_NO_MEMORY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_CONSTRAINT:
	case SQLITE_ERROR: /* of our own statements: the tables are not what they should be */
	case SQLITE_SCHEMA:
	case SQLITE_MISMATCH:
		return AGX_BAD_INPUT;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return AGX_FAILED;
	default:
		return AGX_IO;
	}
}

enum agx_status ledger_fail(const struct ledger *ledger, int code, const char *what,
			    struct agx_error *err)
{
	enum agx_status status = status_of(code);

	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return agx_fail(err, status, "%s: in use by another campaign", ledger->path);
	case SQLITE_NOTADB:
		return agx_fail(err, status, "%s: not a campaign's database", ledger->path);
	case SQLITE_CORRUPT:
		return agx_fail(err, status, "%s: the database is damaged (%s)", ledger->path,
				sqlite3_errmsg(ledger->db));
	default:
		return agx_fail(err, status, "%s: cannot %s: %s", ledger->path, what,
				ledger->db != NULL ? sqlite3_errmsg(ledger->db)
						   : sqlite3_errstr(code));
	}
}

enum agx_status ledger_run_sql(struct ledger *ledger, const char *sql, const char *what,
			       struct agx_error *err)
{
	int code = sqlite3_exec(ledger->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? AGX_OK : ledger_fail(ledger, code, what, err);
}

enum agx_status ledger_damaged(const struct ledger *ledger, const char *what,
			       struct agx_error *err)
{
	return agx_fail(err, AGX_BAD_INPUT, "%s: the database is damaged (%s)", ledger->path,
			what);
}

enum agx_status ledger_read_number(struct ledger *ledger, const char *sql, int64_t *ret_value,
				   struct agx_error *err)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(ledger->db, sql, -1, &statement, NULL);
	enum agx_status status = AGX_OK;

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		*ret_value = sqlite3_column_int64(statement, 0);
	else
		status = code == SQLITE_DONE ? ledger_damaged(ledger, "a row is missing", err)
					     : ledger_fail(ledger, code, "read", err);
	(void)sqlite3_finalize(statement); /* repeats the error just told */
	return status;
}

/* A kill in the middle of the transaction that creates a database leaves a journal beside it: whoever opens it next
 * rolls back, to an empty file. */
static void roll_back(const char *path)
{
	struct agx_text journal = {0};
	sqlite3 *db = NULL;

	agx_text_printf(&journal, "%s-journal", path);
	if (!agx_text_failed(&journal) && access(agx_text_string(&journal), F_OK) == 0 &&
	    sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
		/* Reading is enough; if it fails, whoever opens it in earnest will say why. */
		(void)sqlite3_exec(db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
	(void)sqlite3_close(db);
	agx_text_release(&journal);
}

enum ledger_presence ledger_look(const char *path)
{
	struct stat info;

	roll_back(path);
	if (stat(path, &info) != 0 || (S_ISREG(info.st_mode) && info.st_size == 0))
		return LEDGER_ABSENT;
	return LEDGER_PRESENT;
}

enum agx_status ledger_connect(struct ledger *ledger, int flags, struct agx_error *err)
{
	int code = sqlite3_open_v2(ledger->path, &ledger->db, flags, NULL);

	if (code != SQLITE_OK)
		return ledger_fail(ledger, code, "open", err);
	(void)sqlite3_extended_result_codes(ledger->db,
					    1); /* cannot fail on an open connection */
	(void)sqlite3_busy_timeout(ledger->db, BUSY_TIMEOUT_MS);
	return ledger_run_sql(ledger, "PRAGMA locking_mode = EXCLUSIVE", "lock", err);
}

struct ledger *ledger_new(const char *path, struct agx_error *err)
{
	struct ledger *ledger = calloc(1, sizeof *ledger);
	char *copy = strdup(path);

	if (ledger == NULL || copy == NULL) {
		free(ledger);
		free(copy);
		(void)agx_fail(err, AGX_NO_MEMORY, "%s: no memory to open it", path);
		return NULL;
	}
	ledger->path = copy;
	return ledger;
}

void ledger_close(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	(void)sqlite3_finalize(ledger->insert);
	(void)sqlite3_close(ledger->db); /* every statement is finalised: it cannot be busy */
	free(ledger->path);
	free(ledger);
}

enum value_kind { VALUE_NUMBER, VALUE_TEXT };

struct value {
	enum value_kind kind;
	int64_t number;
	const char *text; /* NULL: SQL's NULL */
};

static struct value number(uint64_t value)
{
	return (struct value) {.kind = VALUE_NUMBER, .number = (int64_t)value};
}

static struct value text(const char *value)
{
	return (struct value) {.kind = VALUE_TEXT, .text = value};
}

/* Bind VALUES, which must outlive the call, step STATEMENT to its end and reset it. */
static int step_with(sqlite3_stmt *statement, const struct value *values, size_t count)
{
	int code = SQLITE_OK;

	for (size_t i = 0; i < count && code == SQLITE_OK; i++) {
		if (values[i].kind == VALUE_NUMBER)
			code = sqlite3_bind_int64(statement, (int)i + 1, values[i].number);
		else
			code = sqlite3_bind_text(statement, (int)i + 1, values[i].text, -1,
						 SQLITE_STATIC);
	}
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	(void)sqlite3_reset(statement); /* repeats the step's error */
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static enum agx_status insert_once(struct ledger *ledger, const char *sql,
				   const struct value *values, size_t count,
				   struct agx_error *err)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(ledger->db, sql, -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = step_with(statement, values, count);
	(void)sqlite3_finalize(statement); /* repeats the error just seen */
	return code == SQLITE_OK ? AGX_OK : ledger_fail(ledger, code, "write", err);
}

static enum agx_status write_campaign(struct ledger *ledger, struct agx_error *err)
{
	const struct campaign_plan *plan = &ledger->plan;
	struct agx_machine machine = agx_machine_read();
	char machine_text[512];

	(void)snprintf(machine_text, sizeof machine_text, "%s; %u cores; %s; %s", machine.cpu,
		       machine.cores, machine.kernel, machine.compiler);
	{
		const struct value values[] = {
			text("agxrace " AGXRACE_VERSION),
			text(machine_text),
			number(agx_wall_s()),
			number(plan->config.sim.seed),
			number(plan->runs),
			number(plan->timeout_ms),
			number(plan->jobs),
		};

		return insert_once(
			ledger,
			"INSERT INTO campaign (id, tool, machine, created_s, seed, runs, "
			"timeout_ms, jobs) VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
			values, sizeof values / sizeof values[0], err);
	}
}

static enum agx_status write_cell(struct ledger *ledger, size_t cell, struct agx_error *err)
{
	const struct workload_config *config = &ledger->plan.config;
	char policy[32];
	char faults[160];
	const struct value values[] = {
		text(workload_name(config->kind)),
		number(ledger->plan.threads[cell]),
		number(config->iterations),
		text(policy_format(config->policy, policy, sizeof policy)),
		text(sim_faults_format(config->sim.faults, faults, sizeof faults)),
		text(sim_fix_name(config->sim.fix)),
		number(config->sim.jitter),
		text(config->sim.kernels_empty ? "empty" : "real"),
	};
	enum agx_status status = insert_once(
		ledger,
		"INSERT INTO cell (workload, threads, iterations, policy, faults, fix, "
		"jitter, kernels) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		values, sizeof values / sizeof values[0], err);

	ledger->cell_ids[cell] = sqlite3_last_insert_rowid(ledger->db);
	return status;
}

/* In one transaction: a kill leaves an empty file or a whole database. */
static enum agx_status write_schema(struct ledger *ledger, struct agx_error *err)
{
	enum agx_status status = ledger_run_sql(ledger, "BEGIN EXCLUSIVE", "write", err);
	int64_t tables = 0;

	if (status == AGX_OK)
		status = ledger_read_number(ledger, "SELECT count(*) FROM sqlite_schema", &tables,
					    err);
	if (status == AGX_OK && tables > 0)
		status = agx_fail(err, AGX_BAD_INPUT, "%s: exists already", ledger->path);
	if (status == AGX_OK)
		status = ledger_run_sql(ledger, schema, "write", err);
	if (status == AGX_OK)
		status = write_campaign(ledger, err);
	for (size_t i = 0; status == AGX_OK && i < ledger->plan.cell_count; i++)
		status = write_cell(ledger, i, err);
	if (status == AGX_OK)
		status = ledger_run_sql(ledger, "COMMIT", "write", err);
	return status;
}

enum agx_status ledger_begin_storing(struct ledger *ledger, struct agx_error *err)
{
	return ledger_run_sql(ledger, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
			      "write", err);
}

enum agx_status ledger_create(const char *path, const struct campaign_plan *plan,
			      struct ledger **ret_ledger, struct agx_error *err)
{
	bool was_there = access(path, F_OK) == 0;
	struct ledger *ledger;
	enum agx_status status;

	if (ledger_look(path) == LEDGER_PRESENT)
		return agx_fail(err, AGX_BAD_INPUT, "%s: exists already", path);
	ledger = ledger_new(path, err);
	if (ledger == NULL)
		return AGX_NO_MEMORY;
	ledger->plan = *plan;
	status = ledger_connect(ledger, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
	if (status == AGX_OK)
		status = write_schema(ledger, err);
	if (status == AGX_OK)
		status = ledger_begin_storing(ledger, err);
	if (status == AGX_OK) {
		*ret_ledger = ledger;
		return AGX_OK;
	}
	ledger_close(ledger); /* rolls back */
	/* Of no use to anybody when it is empty; another campaign's when it is not. */
	if (!was_there && ledger_look(path) == LEDGER_ABSENT)
		(void)unlink(path);
	return status;
}

enum agx_status ledger_extend(struct ledger *ledger, uint64_t runs, struct agx_error *err)
{
	const struct value values[] = {number(runs)};
	enum agx_status status = AGX_OK;

	if (runs > ledger->plan.runs)
		status = insert_once(ledger, "UPDATE campaign SET runs = ?", values, 1, err);
	if (status == AGX_OK && runs > ledger->plan.runs)
		ledger->plan.runs = runs;
	return status;
}

static int insert_run(struct ledger *ledger, const struct campaign_run *run)
{
	char address[24];
	const struct value values[] = {
		number((uint64_t)ledger->cell_ids[run->place.cell]),
		number(run->place.index),
		number(run->seed),
		text(campaign_outcome_name(run->outcome)),
		number((uint64_t)run->signal),
		text(run->has_fault_address ? address : NULL),
		text(campaign_access_name(run->access)),
		text(run->site),
		text(run->operation),
		text(run->thread),
		text(run->message),
		number(run->lost_calls),
		number(run->foreign_commands),
		number(run->wrong_results),
		number(run->wall_ns),
		number(agx_wall_s()),
	};

	(void)snprintf(address, sizeof address, "0x%" PRIx64, run->fault_address);
	return step_with(ledger->insert, values, sizeof values / sizeof values[0]);
}

enum agx_status ledger_add(struct ledger *ledger, const struct campaign_run *run,
			   struct agx_error *err)
{
	int code = SQLITE_OK;

	if (ledger->insert == NULL)
		code = sqlite3_prepare_v2(ledger->db,
					  "INSERT INTO run VALUES "
					  "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
					  -1, &ledger->insert, NULL);
	if (code == SQLITE_OK)
		code = insert_run(ledger, run);
	return code == SQLITE_OK ? AGX_OK : ledger_fail(ledger, code, "store a run", err);
}
