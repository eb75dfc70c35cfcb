/* SPDX-License-Identifier: MIT */
/* The evidence of an investigation, or of one crash, as a folder holds it (docs/formats/evidence.md): each document
 * that is there and is what it should be, and for each that is not a sentence that says so. Whoever shows evidence
 * takes every figure from here and asks have() first.
 *
 *	status = evidence_load(folder, &evidence, &err);
 *	const json_t *bench = evidence.documents[EVIDENCE_BENCH];	// NULL: see evidence_gap()
 *	evidence_release(&evidence);
 *
 * Thread safety: immutable once loaded; one owner. */
#ifndef AGX_REPORT_EVIDENCE_H
#define AGX_REPORT_EVIDENCE_H

#include "agxrace/crash_report.h"
#include "agxrace/status.h"
#include "base/limits.h"

#include <jansson.h>
#include <stdbool.h>

/* name, path in the folder, schema, what it tells. A campaign is a database, whose document is counted from it. */
#define EVIDENCE_MAP(X) \
	X(EVIDENCE_INVESTIGATION, "evidence/investigation.json", "agxrace/investigation/1", "what was planned and run") \
	X(EVIDENCE_BUNDLE, "evidence/bundle.json", "agxrace/crash-bundle/1", "what was removed from the crash report") \
	X(EVIDENCE_SYSTEM, "system.json", "agxrace/system/1", "the system") \
	X(EVIDENCE_REPRO, "evidence/repro.json", "agxrace/repro/1", "the reproduction") \
	X(EVIDENCE_CAMPAIGN, "evidence/campaign.db", "agxrace/campaign/1", "the crash rates") \
	X(EVIDENCE_CHECK, "evidence/check.json", "agxrace/check/1", "the verdicts") \
	X(EVIDENCE_CLAIMS, "evidence/claims.json", "agxrace/check/1", "the claims") \
	X(EVIDENCE_TRIAGE, "evidence/triage.json", "agxrace/triage/1", "what the crashes are evidence of") \
	X(EVIDENCE_BENCH, "evidence/bench.json", "agxrace/bench/1", "the costs")

enum evidence_document {
#define EVIDENCE_ENUM(name, path, schema, tells) name,
	EVIDENCE_MAP(EVIDENCE_ENUM)
#undef EVIDENCE_ENUM
	EVIDENCE_COUNT
};

enum {
	EVIDENCE_CRASHES_MAX = 64, /* crash reports that are shown */
	EVIDENCE_DOCUMENT_BYTES_MAX = 64 << 20,
	EVIDENCE_GAP_BYTES = 640,
	EVIDENCE_PATH_BYTES = 512, /* of a crash report in the folder; longer ones are passed over */
};

struct evidence_crash {
	char path[EVIDENCE_PATH_BYTES]; /* in the folder: "evidence/crashes/late-null/crash-linear-t8-s1.ips" */
	struct crash_report report;
};

struct evidence {
	char folder[AGX_PATH_BYTES_MAX];
	json_t *documents[EVIDENCE_COUNT]; /* objects of the right schema; NULL */
	char gaps[EVIDENCE_COUNT][EVIDENCE_GAP_BYTES]; /* why a document is NULL; "" when it was not to be there */
	struct evidence_crash *crashes; /* by path */
	size_t crash_count;
	char crash_gap[EVIDENCE_GAP_BYTES]; /* crash reports that cannot be shown; "" */
};

const char *evidence_path(enum evidence_document document);
const char *evidence_tells(enum evidence_document document);

/* Load what FOLDER holds. Returns AGX_OK however much of it is missing or broken, AGX_BAD_INPUT (no such folder, or no
 * evidence in it at all) or AGX_NO_MEMORY. The caller releases *RET_EVIDENCE. */
AGX_MUST_USE enum agx_status evidence_load(const char *folder, struct evidence *ret_evidence,
					   struct agx_error *err);
void evidence_release(struct evidence *evidence);

/* A crash report without an investigation around it. */
bool evidence_is_bundle(const struct evidence *evidence);

/* Members of documents, NULL, "" or DEFAULT where there is none of that type. */
const char *evidence_string(const json_t *object, const char *key);
const json_t *evidence_array(const json_t *object, const char *key);
bool evidence_uint(const json_t *object, const char *key, uint64_t *ret_value);
bool evidence_real(const json_t *object, const char *key, double *ret_value);
bool evidence_true(const json_t *object, const char *key);

#endif
