/* SPDX-License-Identifier: MIT */
/* The uniform model: the driver's encoding stack of src/sim and the client policies of src/policy as one transition
 * system in which nothing but policy, fix and fault differs. docs/model.md tells what is abstracted and how each
 * hazard of the literature maps to a fault here; encoding_rules.h is the model itself.
 *
 *	struct encoding_config config = encoding_config_default();
 *	config.faults = SIM_FAULT_FOREIGN_TEARDOWN;
 *	status = encoding_new(&config, &model, &err);
 *	status = agx_check_run(&model->check, &options, &result, &err);
 *	encoding_free(model);
 *
 * Thread safety: immutable once made. */
#ifndef AGX_MODEL_ENCODING_H
#define AGX_MODEL_ENCODING_H

#include "agxrace/check.h"
#include "base/text.h"
#include "policy/policy_choice.h"
#include "sim/sim_config.h"

#include <stdbool.h>

enum {
	ENCODING_THREADS_MAX = 8,
	ENCODING_SLOTS_MAX = 4,
};

/* number, name, what happened */
#define ENCODING_ERROR_MAP(X) \
	X(NULL_DEREF, "null-deref", "a NULL _impl is used") \
	X(USE_AFTER_FREE, "use-after-free", "the context is used although its slot is free") \
	X(WRONG_CONTEXT, "wrong-context", "the context belongs to somebody else by now") \
	X(UNINITIALISED, "uninitialised", "the context's fields are not visible yet") \
	X(DATA_RACE, "data-race", "two threads are in one context at once") \
	X(DOUBLE_OPEN, "double-open", "a command encoder is already encoding to this command buffer") \
	X(COMMIT_OPEN, "commit-open", "the command buffer is committed with an open encoder") \
	X(AFTER_COMMIT_OPEN, "after-commit", "an encoder is opened on a committed command buffer") \
	X(OVER_RELEASE, "over-release", "a context's reference is dropped that nobody holds") \
	X(LOST_WORK, "lost-work", "a call, or what an encoder holds, is dropped without an error")

enum encoding_error {
	ENCODING_NO_ERROR,
#define ENCODING_ERROR_ENUM(name, text, sentence) name,
	ENCODING_ERROR_MAP(ENCODING_ERROR_ENUM)
#undef ENCODING_ERROR_ENUM
	ENCODING_ERROR_COUNT
};

/* name in encoding_rules.h, name on the command line, what it makes sure of */
#define ENCODING_GUARDS(X) \
	X(life_global, "life-global", "one thread between creation and commit") \
	X(life_stream, "life-stream", "one thread between creation and commit, per stream") \
	X(life_permit, "life-permit", "at most N threads between creation and commit") \
	X(create_global, "create-global", "creation waits for the global mutex") \
	X(create_op, "create-op", "creation waits for the creation mutex") \
	X(create_writer, "create-writer", "creation waits for the writer") \
	X(create_readers, "create-readers", "creation waits for the readers") \
	X(encode_global, "encode-global", "a call waits for the global mutex") \
	X(encode_encoder, "encode-encoder", "a call waits for the encoder's mutex") \
	X(encode_op, "encode-op", "a call waits for the encoding mutex") \
	X(encode_reader, "encode-reader", "a call waits for the writer") \
	X(destroy_global, "destroy-global", "commit waits for the global mutex") \
	X(destroy_encoder, "destroy-encoder", "commit waits for the encoder's mutex") \
	X(destroy_op, "destroy-op", "commit waits for the destruction mutex") \
	X(destroy_writer, "destroy-writer", "commit waits for the writer") \
	X(destroy_readers, "destroy-readers", "commit waits for the readers") \
	X(release_global, "release-global", "dropping a buffer waits for the global mutex") \
	X(release_op, "release-op", "dropping a buffer waits for the destruction mutex") \
	X(release_writer, "release-writer", "dropping a buffer waits for the writer") \
	X(release_readers, "release-readers", "dropping a buffer waits for the readers") \
	X(release_life_global, "release-life-global", "dropping a buffer waits for whoever is between creation and commit") \
	X(release_life_stream, "release-life-stream", "the same, per stream") \
	X(release_life_permit, "release-life-permit", "dropping a buffer waits for a permit") \
	X(find_free, "find-free", "only a free slot is found") \
	X(claim_free, "claim-free", "only a free slot is claimed") \
	X(take_counted, "take-counted", "a slot is taken only if its count is 0") \
	X(claim_counted, "claim-counted", "a slot is claimed only if its count is 0") \
	X(null_check, "null-check", "a NULL _impl is not used") \
	X(gate, "gate", "the context's own mutex") \
	X(recheck, "recheck", "under the context's mutex, _impl still is what it was")

enum encoding_guard {
#define ENCODING_GUARD_ENUM(name, text, sentence) GUARD_##name,
	ENCODING_GUARDS(ENCODING_GUARD_ENUM)
#undef ENCODING_GUARD_ENUM
	ENCODING_GUARD_COUNT
};

_Static_assert((int)ENCODING_GUARD_COUNT <= (int)AGX_CHECK_GUARDS_MAX, "one bit per guard");

/* Which system. */
struct encoding_config {
	unsigned threads;
	unsigned slots;
	struct policy_choice policy;
	uint32_t faults; /* bits of enum sim_fault */
	enum sim_fix fix;
	bool hostile;        /* synchronize() takes none of the policy's locks (H2n instead of H2) */
	bool follows;        /* the completion thread takes the policy's locks (H3 instead of H3n) */
	bool waits_inside;   /* the client waits for the completion inside its widest scope (H3w) */
	bool weak_memory;    /* a context's fields may become visible after _impl does (H6) */
	bool null_check;     /* the driver skips a call that finds _impl NULL, whatever the fix */
	bool publishes;      /* _impl is stored with release and loaded with acquire, whatever the fix */
	bool atomic_retain;  /* refcount: loading _impl and counting the reference are one step */
	bool environment;    /* synchronize() is made by threads beyond those of the model: for any number of them */
	uint64_t guards_dropped; /* only for the exports; the search takes its own */
};

struct encoding; /* the model and what it points to */

struct encoding_config encoding_config_default(void);

/* Returns AGX_OK, AGX_USAGE (sizes out of range, or choices that exclude each other) or AGX_NO_MEMORY. Free
 * *RET_MODEL with encoding_free(). */
AGX_MUST_USE enum agx_status encoding_new(const struct encoding_config *config,
					  struct encoding **ret_model, struct agx_error *err);
void encoding_free(struct encoding *encoding);
const struct agx_check_model *encoding_model(const struct encoding *encoding);
const struct encoding_config *encoding_config(const struct encoding *encoding);

/* Who waits for what in state PACKED, in which nobody can move: "thread 0 waits for its command buffer", into OUT of SIZE bytes (192
 * are enough; what does not fit is cut); returns OUT. */
const char *encoding_blocked(const struct encoding *encoding, const uint64_t *packed, char *out,
			     size_t size);

/* The system for each number of threads, whatever CONFIG says of that. CONFIG is borrowed. */
struct agx_check_family encoding_family(const struct encoding_config *config);

const char *encoding_error_name(unsigned error);
const char *encoding_error_sentence(unsigned error);

/* What STEP, an error made in state BEFORE, does and where: "reads NULL+0x5c8 in setComputePipelineState:", into OUT of
 * SIZE bytes (128 are enough); returns OUT. */
const char *encoding_site(const struct encoding *encoding, uint32_t step, const uint64_t *before,
			  char *out, size_t size);

/* Returns AGX_OK or AGX_USAGE with the known names. */
AGX_MUST_USE enum agx_status encoding_guard_parse(const char *name, unsigned *ret_guard,
						  struct agx_error *err);

#endif
