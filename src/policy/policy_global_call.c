/* SPDX-License-Identifier: MIT */
/* One mutex, held for each call: the bug report's workaround as its listing prints it.
 *
 * Safe against claim-race (no two creations overlap) and late-null (nothing is created between the unlock and
 * the store, both being inside one call).
 * Not against foreign-teardown, sync-ends-encoder, shared-stream: the context or the encoder goes *between* two
 * calls of the thread that uses it. Not against async-completion: the driver's own thread takes no client lock. */
#include "policy/policy_internal.h"

static enum agx_status init(struct policy_choice choice, unsigned streams, void **ret_state,
			    struct agx_error *err)
{
	(void)choice;
	(void)streams;
	return policy_mutexes_new(1, ret_state, err);
}

static void enter(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	(void)stream;
	(void)encoder;
	if (scope != POLICY_SCOPE_ENCODER)
		policy_mutexes_lock(state, 0);
}

static void leave(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	(void)stream;
	(void)encoder;
	if (scope != POLICY_SCOPE_ENCODER)
		policy_mutexes_unlock(state, 0);
}

const struct policy_ops policy_global_call_ops = {
	.init = init,
	.release = policy_mutexes_free,
	.enter = enter,
	.leave = leave,
	.safe_against = SIM_FAULT_CLAIM_RACE | SIM_FAULT_LATE_NULL,
};
