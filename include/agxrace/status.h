/* SPDX-License-Identifier: MIT */
/* Results. Two vocabularies that never mix: a *status* says whether the tool could do its job, a
 * *verdict* says what it found. Neither shares an exit code with the other.
 *
 *	enum agx_status s = agx_fail(err, AGX_BAD_INPUT, "%s: not a crash report", path);
 *
 * Thread safety: functions are pure, or touch only their arguments. */
#ifndef AGXRACE_STATUS_H
#define AGXRACE_STATUS_H

#define AGX_MUST_USE __attribute__((warn_unused_result))
#define AGX_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/* name, exit code, text */
#define AGX_STATUS_MAP(X) \
	X(AGX_OK, 0, "success") \
	X(AGX_FAILED, 1, "the tool failed") \
	X(AGX_NO_MEMORY, 1, "out of memory") \
	X(AGX_IO, 1, "input or output failed") \
	X(AGX_INTERRUPTED, 1, "interrupted") \
	X(AGX_USAGE, 2, "wrong usage") \
	X(AGX_BAD_INPUT, 3, "bad input") \
	X(AGX_UNSUPPORTED, 77, "not possible here")

enum agx_status {
#define AGX_STATUS_ENUM(name, code, text) name,
	AGX_STATUS_MAP(AGX_STATUS_ENUM)
#undef AGX_STATUS_ENUM
};

/* name, exit code, text as printed and as in JSON */
#define AGX_VERDICT_MAP(X) \
	X(AGX_HOLDS, 0, "holds") \
	X(AGX_VIOLATED, 10, "violated") \
	X(AGX_INCONCLUSIVE, 20, "inconclusive")

enum agx_verdict {
#define AGX_VERDICT_ENUM(name, code, text) name,
	AGX_VERDICT_MAP(AGX_VERDICT_ENUM)
#undef AGX_VERDICT_ENUM
};

const char *agx_status_text(enum agx_status status);
int agx_status_exit_code(enum agx_status status);
const char *agx_verdict_text(enum agx_verdict verdict);
int agx_verdict_exit_code(enum agx_verdict verdict);

enum { AGX_ERROR_BYTES_MAX = 1024 };

/* The detail of a failure: one sentence without newline or final stop. Set only on failure. */
struct agx_error {
	char text[AGX_ERROR_BYTES_MAX];
};

/* Set ERR (may be NULL) to the formatted text and return STATUS. */
enum agx_status agx_fail(struct agx_error *err, enum agx_status status, const char *format, ...)
	AGX_PRINTF(3, 4);

/* Put "PREFIX: " before the text of ERR (may be NULL); STATUS is returned unchanged. */
enum agx_status agx_fail_prefix(struct agx_error *err, enum agx_status status,
				const char *format, ...) AGX_PRINTF(3, 4);

#endif
