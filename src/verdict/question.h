/* SPDX-License-Identifier: MIT */
/* What is judged: one of the models with its sizes and choices, by the names of the command line, of JSON and of
 * certificates.
 *
 *	struct question question = question_default(QUESTION_ENCODING);
 *	struct question_model model;
 *	question.encoding.faults = SIM_FAULT_LATE_NULL;
 *	status = question_open(&question, &model, &err);
 *	... agx_check_run(model.check, ...);
 *	question_close(&model);
 *
 * Thread safety: plain values; an open model is immutable. */
#ifndef AGX_VERDICT_QUESTION_H
#define AGX_VERDICT_QUESTION_H

#include "model/encoding.h"
#include "model/published.h"

#define QUESTION_MAP(X) \
	X(QUESTION_ENCODING, "encoding") \
	X(QUESTION_PUBLISHED_RACE, "published-race") \
	X(QUESTION_PUBLISHED_FIXED, "published-fixed")

enum question_kind {
#define QUESTION_ENUM(name, text) name,
	QUESTION_MAP(QUESTION_ENUM)
#undef QUESTION_ENUM
	QUESTION_COUNT
};

/* field of struct encoding_config, name, what it changes */
#define QUESTION_VARIANT_MAP(X) \
	X(hostile, "hostile-sync", "synchronize() takes none of the policy's locks") \
	X(follows, "completion-follows", "the completion thread takes the policy's locks") \
	X(waits_inside, "wait-inside", "the client waits for its buffer inside the policy's widest scope") \
	X(weak_memory, "weak-memory", "a context's fields may become visible after _impl does") \
	X(null_check, "null-check", "the driver skips a call that finds _impl NULL") \
	X(publishes, "release-publish", "_impl is stored with release and loaded with acquire") \
	X(atomic_retain, "atomic-retain", "loading _impl and counting the reference are one step")

struct question {
	enum question_kind kind;
	struct encoding_config encoding; /* threads and slots: of every kind; the rest: of the uniform model */
};

/* An open question. */
struct question_model {
	const struct agx_check_model *check;
	struct encoding *encoding;    /* NULL: not the uniform model */
	struct published *published;  /* NULL: not a published one */
};

struct question question_default(enum question_kind kind);
const char *question_kind_name(enum question_kind kind);
AGX_MUST_USE enum agx_status question_kind_parse(const char *text, enum question_kind *ret_kind,
						struct agx_error *err);

/* "none" or the variants' names separated by commas. Parsing sets those that TEXT names and leaves the others. Returns
 * AGX_OK or AGX_USAGE with the known names. */
AGX_MUST_USE enum agx_status question_variants_parse(const char *text,
						    struct encoding_config *config,
						    struct agx_error *err);
const char *question_variants_format(const struct encoding_config *config, char *out, size_t size);

enum { QUESTION_TEXT_BYTES = 512 };

/* "encoding threads=3 slots=2 policy=none fix=none faults=late-null with=none", and back. Returns AGX_OK or
 * AGX_BAD_INPUT. */
const char *question_format(const struct question *question, char *out, size_t size);
AGX_MUST_USE enum agx_status question_parse(const char *text, struct question *ret_question,
					   struct agx_error *err);

/* Returns AGX_OK, AGX_USAGE (sizes or choices that the model does not have) or AGX_NO_MEMORY. Close it with
 * question_close(). */
AGX_MUST_USE enum agx_status question_open(const struct question *question,
					  struct question_model *ret_model, struct agx_error *err);
void question_close(struct question_model *model);

#endif
