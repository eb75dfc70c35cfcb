/* SPDX-License-Identifier: MIT */
/* What a client does around its calls to the driver. One file per policy, each telling against which faults
 * it is enough and why; all behind the four functions below.
 *
 * A client's work on a stream:
 *
 *	policy_run(policy, stream, work, &arg);		// on the stream's thread, where the policy has one
 *	...in work:
 *	policy_enter(policy, POLICY_SCOPE_ENCODER, stream, 0);
 *	policy_enter(policy, POLICY_SCOPE_CREATE, stream, 0);
 *	encoder = sim_command_buffer_computeCommandEncoder(buffer);
 *	policy_leave(policy, POLICY_SCOPE_CREATE, stream, 0);
 *	...	POLICY_SCOPE_ENCODE around each encoder call, POLICY_SCOPE_DESTROY around endEncoding and commit
 *	policy_leave(policy, POLICY_SCOPE_ENCODER, stream, 0);
 *
 * Thread safety: policy_new and policy_release by one thread; the rest by any. A scope is left by the thread
 * that entered it. */
#ifndef AGX_POLICY_POLICY_H
#define AGX_POLICY_POLICY_H

#include "agxrace/status.h"
#include "policy/policy_choice.h"

#include <stdbool.h>
#include <stdint.h>

enum policy_scope {
	POLICY_SCOPE_ENCODER, /* from before the encoder's creation to after the commit that ends it; outermost */
	POLICY_SCOPE_CREATE,  /* a call that makes a command buffer or an encoder */
	POLICY_SCOPE_ENCODE,  /* a call on an encoder */
	POLICY_SCOPE_DESTROY, /* endEncoding, commit */
	POLICY_SCOPE_RELEASE, /* dropping a command buffer; never inside POLICY_SCOPE_ENCODER */
};

struct policy;

/* For STREAMS streams. Returns AGX_OK, AGX_NO_MEMORY or AGX_FAILED (a stream's thread could not be started). The
 * caller releases it when no scope is entered and no work runs. */
AGX_MUST_USE enum agx_status policy_new(struct policy_choice choice, unsigned streams,
					struct policy **ret_policy, struct agx_error *err);
void policy_release(struct policy *policy);

/* Context: may block until other threads have left. ENCODER: the encoder's id, for POLICY_SCOPE_ENCODE; else 0. */
void policy_enter(struct policy *policy, enum policy_scope scope, unsigned stream, uint64_t encoder);
void policy_leave(struct policy *policy, enum policy_scope scope, unsigned stream, uint64_t encoder);

/* Call WORK(ARG) once and return when it has returned: on the stream's own thread where the policy has one
 * (never from that thread: it would wait for itself), else here. */
void policy_run(struct policy *policy, unsigned stream, void (*work)(void *arg), void *arg);

/* Does each client thread work on a stream of its own and end no other's encoder? */
bool policy_is_thread_local(const struct policy *policy);

/* Bits of enum sim_fault that the policy alone makes harmless, with a driver that has no fix. What the policy's file
 * argues, what docs/policies.md tables, and what the tests run. */
uint32_t policy_safe_against(struct policy_choice choice);

#endif
