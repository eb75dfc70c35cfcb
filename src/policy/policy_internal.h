/* SPDX-License-Identifier: MIT */
/* A policy's functions. NULL stands for "does nothing" (run: "calls it here"). */
#ifndef AGX_POLICY_POLICY_INTERNAL_H
#define AGX_POLICY_POLICY_INTERNAL_H

#include "policy/policy.h"
#include "sim/sim_config.h"

struct policy_ops {
	/* *RET_STATE is freed by release. */
	enum agx_status (*init)(struct policy_choice choice, unsigned streams, void **ret_state,
				struct agx_error *err);
	void (*release)(void *state);
	void (*enter)(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder);
	void (*leave)(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder);
	void (*run)(void *state, unsigned stream, void (*work)(void *arg), void *arg);
	bool is_thread_local;
	uint32_t safe_against; /* bits of enum sim_fault */
};

extern const struct policy_ops policy_none_ops;
extern const struct policy_ops policy_global_call_ops;
extern const struct policy_ops policy_global_encoder_ops;
extern const struct policy_ops policy_per_stream_ops;
extern const struct policy_ops policy_per_encoder_ops;
extern const struct policy_ops policy_per_op_ops;
extern const struct policy_ops policy_rwlock_ops;
extern const struct policy_ops policy_serial_queue_ops;
extern const struct policy_ops policy_thread_local_ops;
extern const struct policy_ops policy_throttle_ops;

/* COUNT pthread mutexes as a policy's state. */
struct policy_mutexes;
enum agx_status policy_mutexes_new(unsigned count, void **ret_state, struct agx_error *err);
void policy_mutexes_free(void *state);
void policy_mutexes_lock(void *state, uint64_t index);   /* modulo the count */
void policy_mutexes_unlock(void *state, uint64_t index);

#endif
