/* SPDX-License-Identifier: MIT */
/* Which policy, as named on the command line and in every JSON document. */
#ifndef AGX_POLICY_POLICY_CHOICE_H
#define AGX_POLICY_POLICY_CHOICE_H

#include "agxrace/status.h"

#include <stddef.h>

#define POLICY_MAP(X) \
	X(POLICY_NONE, "none", "no synchronisation") \
	X(POLICY_GLOBAL_CALL, "global-call", "one mutex, held for each call: the report's workaround as printed") \
	X(POLICY_GLOBAL_ENCODER, "global-encoder", "one mutex, held from encoder creation to endEncoding") \
	X(POLICY_PER_STREAM, "per-stream", "the stream's mutex, held from encoder creation to endEncoding") \
	X(POLICY_PER_ENCODER, "per-encoder", "the encoder's mutex, held for each call on it") \
	X(POLICY_PER_OP, "per-op", "one mutex for creating, one for encoding, one for destroying") \
	X(POLICY_RWLOCK, "rwlock", "calls read-lock, creation and teardown write-lock") \
	X(POLICY_SERIAL_QUEUE, "serial-queue", "all of a stream's work on the stream's one thread") \
	X(POLICY_THREAD_LOCAL, "thread-local", "each thread has its own stream and ends only its own encoder") \
	X(POLICY_THROTTLE, "throttle", "a semaphore lets N threads encode at once: throttle-N")

enum policy_kind {
#define POLICY_ENUM(name, text, sentence) name,
	POLICY_MAP(POLICY_ENUM)
#undef POLICY_ENUM
	POLICY_COUNT
};

struct policy_choice {
	enum policy_kind kind;
	unsigned throttle; /* N of throttle-N; 0 for the others */
};

/* Returns AGX_OK or AGX_USAGE with the known names. "throttle" alone is throttle-2. */
AGX_MUST_USE enum agx_status policy_parse(const char *text, struct policy_choice *ret_choice,
					  struct agx_error *err);

/* The name ("throttle-4") into OUT of SIZE bytes (32 are enough); returns OUT. */
const char *policy_format(struct policy_choice choice, char *out, size_t size);

const char *policy_sentence(enum policy_kind kind);

#endif
