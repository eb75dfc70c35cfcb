/* SPDX-License-Identifier: MIT */
/* The bug report's theorems and claims, put to the test: each under each hazard, every actor following the policy unless
 * the hazard says that it does not. And the suggested fix taken apart.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_VERDICT_CLAIMS_H
#define AGX_VERDICT_CLAIMS_H

#include "verdict/cell.h"

/* id, system, what it is. The ids are those of docs/model.md. */
#define CLAIM_HAZARD_MAP(X) \
	X(H0, "faults=claim-race", "finding a free slot and taking it are two steps") \
	X(H1, "faults=foreign-teardown", "a second, deferred teardown goes by slot number") \
	X(H2, "faults=sync-ends-encoder", "another thread ends the encoder, following the policy") \
	X(H2n, "faults=sync-ends-encoder with=hostile-sync", "the same, ignoring the policy") \
	X(H3, "faults=async-completion with=completion-follows", \
	  "the completion tears down late, following the policy") \
	X(H3n, "faults=async-completion", "the same, ignoring the policy") \
	X(H3w, "faults=async-completion with=completion-follows,wait-inside", \
	  "as H3, and the client waits for it inside its lock") \
	X(H4, "faults=late-null", "teardown clears _impl after it has dropped the driver's lock") \
	X(H5, "faults=use-after-end", "the client calls after endEncoding") \
	X(H6, "faults=sync-ends-encoder with=weak-memory", \
	  "as H2, and the pointer is visible before what it points to")

enum claim_hazard {
#define CLAIM_HAZARD_ENUM(id, system, sentence) CLAIM_##id,
	CLAIM_HAZARD_MAP(CLAIM_HAZARD_ENUM)
#undef CLAIM_HAZARD_ENUM
	CLAIM_HAZARDS
};

/* name, policy that it is about, what it says */
#define CLAIM_MAP(X) \
	X(CLAIM_RACE, "race_condition_exists", "none", "without a lock a NULL dereference is possible") \
	X(CLAIM_MUTEX_PRINTED, "mutex_prevents_race", "global-call", \
	  "a global mutex prevents every race; as printed: held for each call") \
	X(CLAIM_MUTEX_MODELLED, "mutex_prevents_race", "global-encoder", \
	  "a global mutex prevents every race; as modelled: held from creation to destruction") \
	X(CLAIM_PER_STREAM, "per_stream_mutex_insufficient", "per-stream", \
	  "a mutex for each stream does not prevent the race") \
	X(CLAIM_PER_OP, "per_op_mutex_insufficient", "per-op", \
	  "a mutex for each kind of operation does not prevent the race") \
	X(CLAIM_RW_LOCK, "rw_lock_insufficient", "rwlock", "a reader-writer lock does not prevent the race") \
	X(CLAIM_PER_ENCODER, "per_encoder_insufficient", "per-encoder", \
	  "a mutex for each encoder does not prevent the race") \
	X(CLAIM_MINIMAL, "global_mutex_minimal", "global-encoder", \
	  "no policy that lets two threads encode at once withstands what the global mutex does")

enum claim_number {
#define CLAIM_ENUM(name, text, policy, sentence) name,
	CLAIM_MAP(CLAIM_ENUM)
#undef CLAIM_ENUM
	CLAIMS
};

enum claim_answer {
	CLAIM_NO,
	CLAIM_YES,
	CLAIM_OPEN,  /* not decided: a limit, or interrupted */
	CLAIM_MUTE,  /* the claim says nothing here: what it compares with breaks too */
};

enum claim_result { CLAIM_FALSE, CLAIM_TRUE, CLAIM_IN_PART, CLAIM_UNDECIDED };

struct claim {
	enum claim_answer answers[CLAIM_HAZARDS];
	enum claim_result result;
};

enum { CLAIM_POLICIES = POLICY_COUNT + 1 };

struct claims {
	struct policy_choice policies[CLAIM_POLICIES];
	struct cell cells[CLAIM_POLICIES][CLAIM_HAZARDS];
	unsigned parallel[CLAIM_POLICIES]; /* most threads in a call at once where there is no fault */
	struct claim claims[CLAIMS];
	/* The published models, 4 threads and 4 slots: the racing one; the fixed one; and that without a single test of its
	 * mutex, which then is never needed. */
	struct cell published_race;
	struct cell published_fixed;
	struct cell published_unlocked;
};

/* Judge all of them with THREADS threads and SLOTS slots. Returns AGX_OK, or the status of a cell that could not be
 * judged. Release *RET_CLAIMS. */
AGX_MUST_USE enum agx_status claims_judge(unsigned threads, unsigned slots,
					  const struct cell_limits *limits,
					  struct claims **ret_claims, struct agx_error *err);
void claims_free(struct claims *claims);

const char *claim_name(enum claim_number claim);
const char *claim_policy(enum claim_number claim);
const char *claim_sentence(enum claim_number claim);
const char *claim_hazard_name(enum claim_hazard hazard);
const char *claim_hazard_sentence(enum claim_hazard hazard);
/* The cell that CLAIM rests on under HAZARD. */
const struct cell *claim_cell(const struct claims *claims, enum claim_number claim,
			      enum claim_hazard hazard);
/* Row of a policy with more parallelism that withstands HAZARD, or CLAIM_POLICIES. */
size_t claim_rival(const struct claims *claims, enum claim_hazard hazard);

/* The full fix, and each part left out: rows. */
#define ABLATION_MAP(X) \
	X("the whole fix", "fix=refcount+acqrel") \
	X("without the context's mutex", "fix=refcount with=release-publish") \
	X("without reference counts", "fix=context-mutex with=release-publish") \
	X("without the barriers", "fix=context-mutex+refcount")

/* name, faults and further variants, the one hazard that is looked at (0: all) */
#define ABLATION_COLUMN_MAP(X) \
	X("claim-race", "claim-race", "", 0) \
	X("foreign-teardown", "foreign-teardown", "", 0) \
	X("async-completion", "async-completion", "", 0) \
	X("late-null", "late-null", "", 0) \
	X("all four", "claim-race,foreign-teardown,async-completion,late-null", "", 0) \
	X("publication", "sync-ends-encoder", "weak-memory", UNINITIALISED)

enum {
#define ABLATION_COUNT(...) +1
	ABLATION_ROWS = 0 ABLATION_MAP(ABLATION_COUNT),
	ABLATION_COLUMNS = 0 ABLATION_COLUMN_MAP(ABLATION_COUNT),
#undef ABLATION_COUNT
};

struct ablation {
	struct cell cells[ABLATION_ROWS][ABLATION_COLUMNS];
};

AGX_MUST_USE enum agx_status ablation_judge(unsigned threads, unsigned slots,
					    const struct cell_limits *limits,
					    struct ablation **ret_ablation, struct agx_error *err);
void ablation_free(struct ablation *ablation);
const char *ablation_row_name(size_t row);
const char *ablation_column_name(size_t column);

#endif
