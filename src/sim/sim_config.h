/* SPDX-License-Identifier: MIT */
/* Which driver to simulate: its faults, its fix, its sizes; chosen when a device is created and fixed
 * from then on. The names are those of the command line and of every JSON document.
 *
 * Thread safety: plain values. */
#ifndef AGX_SIM_SIM_CONFIG_H
#define AGX_SIM_SIM_CONFIG_H

#include "agxrace/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* enumerator, name, sentence. The first four are the driver's, the others the client's. */
#define SIM_FAULT_MAP(X) \
	X(SIM_FAULT_CLAIM_RACE, "claim-race", \
	  "finding a free context slot and taking it are two steps") \
	X(SIM_FAULT_FOREIGN_TEARDOWN, "foreign-teardown", \
	  "a deferred second teardown goes by slot number, so it can hit a context recycled to another thread") \
	X(SIM_FAULT_ASYNC_COMPLETION, "async-completion", \
	  "the completion thread releases contexts while the CPU still encodes") \
	X(SIM_FAULT_LATE_NULL, "late-null", \
	  "teardown clears the encoder's _impl after it has dropped the lock") \
	X(SIM_FAULT_SHARED_STREAM, "shared-stream", \
	  "threads encode on one stream without its lock") \
	X(SIM_FAULT_SYNC_ENDS_ENCODER, "sync-ends-encoder", \
	  "synchronize() on one thread ends the encoder that another thread is using") \
	X(SIM_FAULT_USE_AFTER_END, "use-after-end", "the client encodes after endEncoding") \
	X(SIM_FAULT_USE_AFTER_COMMIT, "use-after-commit", \
	  "the client opens an encoder on a committed command buffer")

enum sim_fault_bit {
#define SIM_FAULT_BIT(name, text, sentence) name##_BIT,
	SIM_FAULT_MAP(SIM_FAULT_BIT)
#undef SIM_FAULT_BIT
	SIM_FAULT_COUNT
};

enum sim_fault {
	SIM_FAULT_NONE = 0,
#define SIM_FAULT_ENUM(name, text, sentence) name = 1 << name##_BIT,
	SIM_FAULT_MAP(SIM_FAULT_ENUM)
#undef SIM_FAULT_ENUM
};

#define SIM_FIX_MAP(X) \
	X(SIM_FIX_NONE, "none", "the driver as it is said to be: _impl is loaded and used without a lock") \
	X(SIM_FIX_NULL_BEFORE_UNLOCK, "null-before-unlock", "teardown clears _impl before it drops the lock") \
	X(SIM_FIX_CONTEXT_MUTEX, "context-mutex", "each call and each teardown holds the context's mutex") \
	X(SIM_FIX_REFCOUNT, "refcount", "a context lives as long as somebody holds a counted reference") \
	X(SIM_FIX_CONTEXT_MUTEX_REFCOUNT, "context-mutex+refcount", "both of the above") \
	X(SIM_FIX_REFCOUNT_ACQREL, "refcount+acqrel", \
	  "the full suggested fix: lifetime, exclusion and publication order")

enum sim_fix {
#define SIM_FIX_ENUM(name, text, sentence) name,
	SIM_FIX_MAP(SIM_FIX_ENUM)
#undef SIM_FIX_ENUM
	SIM_FIX_COUNT
};

enum { SIM_CONTEXTS_MAX = 4096, SIM_COMMANDS_MAX = 65536 };

/* One step of the driver. Strings are static. */
struct sim_event {
	const char *operation; /* "computeCommandEncoder", "destroyImpl" */
	const char *object;    /* "encoder", "command buffer", "context" */
	uint64_t object_id;
	uint64_t value; /* slot, count or size: what the operation says */
};

struct sim_config {
	uint32_t faults; /* bits of enum sim_fault; the sim itself reads the driver's only */
	enum sim_fix fix;
	unsigned contexts;     /* slots of the context pool, 1 to SIM_CONTEXTS_MAX; 0: the default, 512 */
	unsigned commands;     /* records an encoder can hold, up to SIM_COMMANDS_MAX; 0: the default, 256 */
	unsigned gpu_threads;  /* 1: as on hardware; 0: commit itself executes the buffer, on the caller's thread */
	unsigned jitter;       /* per mille of marked points at which the thread yields; 0: none */
	bool kernels_empty;    /* commands are encoded and completed, not executed */
	uint64_t seed;
	/* Called for every step that a trace shows, on the thread that makes it; NULL: none. It must not call
	 * the sim. */
	void (*on_event)(void *context, const struct sim_event *event);
	void *on_event_context;
};

/* Bits of enum sim_fault that FIX alone makes harmless under any legal client; client faults never are: an encoder
 * that was ended stays ended, so a fix turns the crash into calls that have no effect. Argued in docs/policies.md,
 * run by the tests. */
uint32_t sim_fix_safe_against(enum sim_fix fix);

const char *sim_fault_name(enum sim_fault fault);
const char *sim_fault_sentence(enum sim_fault fault);
const char *sim_fix_name(enum sim_fix fix);
const char *sim_fix_sentence(enum sim_fix fix);

/* TEXT: "none" or names separated by commas. Returns AGX_OK or AGX_USAGE, which names the word that was
 * wrong and those that are known. */
AGX_MUST_USE enum agx_status sim_faults_parse(const char *text, uint32_t *ret_faults,
					      struct agx_error *err);
AGX_MUST_USE enum agx_status sim_fix_parse(const char *text, enum sim_fix *ret_fix,
					   struct agx_error *err);

/* "none" or the names separated by commas, into OUT of SIZE bytes (160 are enough); returns OUT. */
const char *sim_faults_format(uint32_t faults, char *out, size_t size);

#endif
