/* SPDX-License-Identifier: MIT */
/* What is judged: one of the models with its sizes and choices, by the names of the command line, of JSON and of
 * certificates.
 *
 *	struct subject subject = subject_default(SUBJECT_ENCODING);
 *	struct subject_model model;
 *	subject.encoding.faults = SIM_FAULT_LATE_NULL;
 *	status = subject_open(&subject, &model, &err);
 *	... agx_check_run(model.check, ...);
 *	subject_close(&model);
 *
 * Thread safety: plain values; an open model is immutable. */
#ifndef AGX_VERDICT_SUBJECT_H
#define AGX_VERDICT_SUBJECT_H

#include "model/encoding.h"
#include "model/published.h"

#define SUBJECT_MAP(X) \
	X(SUBJECT_ENCODING, "encoding") \
	X(SUBJECT_PUBLISHED_RACE, "published-race") \
	X(SUBJECT_PUBLISHED_FIXED, "published-fixed")

enum subject_kind {
#define SUBJECT_ENUM(name, text) name,
	SUBJECT_MAP(SUBJECT_ENUM)
#undef SUBJECT_ENUM
	SUBJECT_COUNT
};

/* field of struct encoding_config, name, what it changes */
#define SUBJECT_VARIANT_MAP(X) \
	X(hostile, "hostile-sync", "synchronize() takes none of the policy's locks") \
	X(follows, "completion-follows", "the completion thread takes the policy's locks") \
	X(waits_inside, "wait-inside", "the client waits for its buffer inside the policy's widest scope") \
	X(weak_memory, "weak-memory", "a context's fields may become visible after _impl does") \
	X(null_check, "null-check", "the driver skips a call that finds _impl NULL") \
	X(atomic_retain, "atomic-retain", "loading _impl and counting the reference are one step")

struct subject {
	enum subject_kind kind;
	struct encoding_config encoding; /* threads and slots: of every kind; the rest: of the uniform model */
};

/* An open subject. */
struct subject_model {
	const struct agx_check_model *check;
	struct encoding *encoding;    /* NULL: not the uniform model */
	struct published *published;  /* NULL: not a published one */
};

struct subject subject_default(enum subject_kind kind);
const char *subject_kind_name(enum subject_kind kind);
AGX_MUST_USE enum agx_status subject_kind_parse(const char *text, enum subject_kind *ret_kind,
						struct agx_error *err);

/* "none" or the variants' names separated by commas. Parsing sets those that TEXT names and leaves the others. Returns
 * AGX_OK or AGX_USAGE with the known names. */
AGX_MUST_USE enum agx_status subject_variants_parse(const char *text,
						    struct encoding_config *config,
						    struct agx_error *err);
const char *subject_variants_format(const struct encoding_config *config, char *out, size_t size);

enum { SUBJECT_TEXT_BYTES = 512 };

/* "encoding threads=3 slots=2 policy=none fix=none faults=late-null with=none", and back. Returns AGX_OK or
 * AGX_BAD_INPUT. */
const char *subject_format(const struct subject *subject, char *out, size_t size);
AGX_MUST_USE enum agx_status subject_parse(const char *text, struct subject *ret_subject,
					   struct agx_error *err);

/* Returns AGX_OK, AGX_USAGE (sizes or choices that the model does not have) or AGX_NO_MEMORY. Close it with
 * subject_close(). */
AGX_MUST_USE enum agx_status subject_open(const struct subject *subject,
					  struct subject_model *ret_model, struct agx_error *err);
void subject_close(struct subject_model *model);

#endif
