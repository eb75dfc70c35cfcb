/* SPDX-License-Identifier: MIT */
/* Which families a report belongs to, how surely, and on what evidence across all of its threads.
 *
 *	struct triage_result result;
 *	status = triage_judge(&families, &report, &result, &err);
 *	if (result.count > 0) ... result.hypotheses[0] is the best
 *	triage_result_release(&result);
 *
 * Thread safety: pure; several threads may judge with one family_set. */
#ifndef AGX_TRIAGE_JUDGE_H
#define AGX_TRIAGE_JUDGE_H

#include "agxrace/crash_report.h"
#include "base/arena.h"
#include "triage/family.h"

struct triage_evidence {
	const char *sign; /* its name in the family */
	const char *says; /* a sentence without capital and stop */
	int64_t thread;	  /* index in the report's threads; -1: not in a thread */
	int64_t frame;	  /* the deciding frame; TRIAGE_NO_FRAME: none */
	bool witness;
	bool minor; /* for a full account only */
};

struct triage_hypothesis {
	const struct family *family;
	enum triage_grade grade;
	const struct grade_rule *rule; /* the one that gave the grade */
	const struct triage_evidence *evidence; /* for it */
	size_t evidence_count;
	const char *const *against;
	size_t against_count;
	const size_t *witnesses; /* indices of threads, the best first */
	size_t witness_count;
};

struct triage_version {
	const char *product; /* "driver", "PyTorch" */
	const char *image;
	const char *version; /* NULL: the report does not tell */
};

struct triage_result {
	const struct triage_hypothesis *hypotheses; /* most certain first; possible or likely only */
	size_t count;
	const char *reason; /* the assertion or message that decides; NULL if there is none */
	const struct triage_version *versions;
	size_t version_count;
	struct agx_arena arena;
};

/* Judge REPORT by FAMILIES, which both outlive the result. Returns AGX_OK or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status triage_judge(const struct family_set *families,
					  const struct crash_report *report,
					  struct triage_result *ret_result, struct agx_error *err);

void triage_result_release(struct triage_result *result);

#endif
