/* SPDX-License-Identifier: MIT */
/* The SQLite file that holds a campaign: its plan, and one row per finished run, stored the moment the run
 * ends. The schema is documented in docs/formats/campaign.md and numbered in PRAGMA user_version.
 *
 *	status = ledger_open(path, LEDGER_CONTINUE, &ledger, &err);
 *	status = ledger_add(ledger, &run, &err);	// stored for good, or not at all
 *	ledger_close(ledger);
 *
 * Invariant: at any moment, killing the process leaves a database with every run that ledger_add() returned
 * AGX_OK for, each once (WAL, one transaction per run). What a power cut costs is the last runs, not the file.
 *
 * The connection locks the file for itself (locking_mode EXCLUSIVE): two campaigns cannot fill one
 * database, and the write-ahead log's index is private memory, so that no child gone wild can reach it.
 *
 * Thread safety: one owner. A child forked meanwhile must not touch the ledger. */
#ifndef AGX_CAMPAIGN_CAMPAIGN_LEDGER_H
#define AGX_CAMPAIGN_CAMPAIGN_LEDGER_H

#include "campaign/campaign_plan.h"
#include "campaign/campaign_run.h"

struct ledger;

enum { LEDGER_SCHEMA_VERSION = 1 };

enum ledger_presence {
	LEDGER_ABSENT,  /* no file, or an empty one: ledger_create() will do */
	LEDGER_PRESENT, /* something is there */
};

enum ledger_mode {
	LEDGER_READ,     /* changes nothing, not even beside the file */
	LEDGER_CONTINUE, /* for ledger_add() */
};

/* What is at PATH. A creation that was killed halfway is rolled back first: it leaves an empty file. */
enum ledger_presence ledger_look(const char *path);

/* Make a new database at PATH for PLAN. Returns AGX_OK, AGX_BAD_INPUT (something is there already; a folder),
 * AGX_IO (cannot be written; nothing is left behind), AGX_FAILED (in use) or AGX_NO_MEMORY. The caller closes
 * *RET_LEDGER. */
AGX_MUST_USE enum agx_status ledger_create(const char *path, const struct campaign_plan *plan,
					   struct ledger **ret_ledger, struct agx_error *err);

/* Open the database at PATH. Returns AGX_OK, AGX_BAD_INPUT (not there, not a campaign's, damaged, made by a
 * newer program), AGX_IO, AGX_FAILED (in use by another campaign) or AGX_NO_MEMORY. The caller closes
 * *RET_LEDGER. */
AGX_MUST_USE enum agx_status ledger_open(const char *path, enum ledger_mode mode,
					 struct ledger **ret_ledger, struct agx_error *err);

/* Valid until the close. */
const struct campaign_plan *ledger_plan(const struct ledger *ledger);

/* Let the plan have RUNS runs per cell, not fewer than it has. Same results as ledger_add(). */
AGX_MUST_USE enum agx_status ledger_extend(struct ledger *ledger, uint64_t runs,
					   struct agx_error *err);

/* Store RUN. Returns AGX_OK, AGX_IO (full disk, say: it is not stored, earlier runs are), AGX_BAD_INPUT
 * (that run is stored already; the file is damaged) or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status ledger_add(struct ledger *ledger, const struct campaign_run *run,
					struct agx_error *err);

typedef void (*ledger_visit)(void *context, const struct campaign_run *run);

/* Call VISIT once per stored run, by cell, then index. Returns AGX_OK, or what ledger_open() may. */
AGX_MUST_USE enum agx_status ledger_each(struct ledger *ledger, ledger_visit visit, void *context,
					 struct agx_error *err);

void ledger_close(struct ledger *ledger);

#endif
