/* SPDX-License-Identifier: MIT */
/* The stream's mutex, held from an encoder's creation to the commit that ends it.
 *
 * Safe against the client's faults that stay within a stream: shared-stream, and sync-ends-encoder, because whoever
 * ends a stream's encoder takes that stream's mutex first.
 * Not against the driver's faults: context slots are shared by all streams, so claim-race, foreign-teardown and
 * late-null reach across. */
#include "policy/policy_internal.h"

static enum agx_status init(struct policy_choice choice, unsigned streams, void **ret_state,
			    struct agx_error *err)
{
	(void)choice;
	return policy_mutexes_new(streams, ret_state, err);
}

static bool is_lifetime(enum policy_scope scope)
{
	return scope == POLICY_SCOPE_ENCODER || scope == POLICY_SCOPE_RELEASE;
}

static void enter(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	(void)encoder;
	if (is_lifetime(scope))
		policy_mutexes_lock(state, stream);
}

static void leave(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	(void)encoder;
	if (is_lifetime(scope))
		policy_mutexes_unlock(state, stream);
}

const struct policy_ops policy_per_stream_ops = {
	.init = init,
	.release = policy_mutexes_free,
	.enter = enter,
	.leave = leave,
	.safe_against = SIM_FAULT_SHARED_STREAM | SIM_FAULT_SYNC_ENDS_ENCODER,
};
