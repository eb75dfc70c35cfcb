/* SPDX-License-Identifier: MIT */
/* What the two halves of the ledger share: campaign_ledger.c makes and fills, campaign_ledger_read.c opens
 * and reads. */
#ifndef AGX_CAMPAIGN_LEDGER_INTERNAL_H
#define AGX_CAMPAIGN_LEDGER_INTERNAL_H

#include "campaign/campaign_ledger.h"

#include <sqlite3.h>

/* "agxc": what `file` and SQLite know the database by. */
#define LEDGER_APPLICATION_ID 1634171235

struct ledger {
	sqlite3 *db;
	sqlite3_stmt *insert; /* NULL until the first run is stored */
	char *path;
	struct campaign_plan plan;
	int64_t cell_ids[CAMPAIGN_CELLS_MAX];
};

/* Without a connection; NULL on lack of memory. */
struct ledger *ledger_new(const char *path, struct agx_error *err);

/* Connect with SQLite's FLAGS, for ourselves alone. */
AGX_MUST_USE enum agx_status ledger_connect(struct ledger *ledger, int flags, struct agx_error *err);

/* Enter the mode in which runs are stored. */
AGX_MUST_USE enum agx_status ledger_begin_storing(struct ledger *ledger, struct agx_error *err);

/* Turn SQLite's failed CODE into a status and the sentence "PATH: cannot WHAT: reason". */
enum agx_status ledger_fail(const struct ledger *ledger, int code, const char *what,
			    struct agx_error *err);

/* AGX_BAD_INPUT: the file holds what we would not have written. */
enum agx_status ledger_damaged(const struct ledger *ledger, const char *what, struct agx_error *err);

AGX_MUST_USE enum agx_status ledger_run_sql(struct ledger *ledger, const char *sql, const char *what,
					    struct agx_error *err);

/* The first column of the only row of SQL. */
AGX_MUST_USE enum agx_status ledger_read_number(struct ledger *ledger, const char *sql,
						int64_t *ret_value, struct agx_error *err);

#endif
