/* SPDX-License-Identifier: MIT */
/* One mutex, held from an encoder's creation to the commit that ends it: what the bug report's model has.
 *
 * Safe against every fault in which another client thread does the harm, because no such thread is between its
 * own creation and commit, nor releasing, while one is: claim-race, foreign-teardown, late-null, shared-stream,
 * sync-ends-encoder (whoever ends another's encoder takes the mutex first, and then finds it ended).
 * Not against async-completion: the driver's own thread takes no client lock. Nor against use-after-end and
 * use-after-commit, which one thread does alone. */
#include "policy/policy_internal.h"

static enum agx_status init(struct policy_choice choice, unsigned streams, void **ret_state,
			    struct agx_error *err)
{
	(void)choice;
	(void)streams;
	return policy_mutexes_new(1, ret_state, err);
}

static bool is_lifetime(enum policy_scope scope)
{
	return scope == POLICY_SCOPE_ENCODER || scope == POLICY_SCOPE_RELEASE;
}

static void enter(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	(void)stream;
	(void)encoder;
	if (is_lifetime(scope))
		policy_mutexes_lock(state, 0);
}

static void leave(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	(void)stream;
	(void)encoder;
	if (is_lifetime(scope))
		policy_mutexes_unlock(state, 0);
}

const struct policy_ops policy_global_encoder_ops = {
	.init = init,
	.release = policy_mutexes_free,
	.enter = enter,
	.leave = leave,
	.safe_against = SIM_FAULT_CLAIM_RACE | SIM_FAULT_FOREIGN_TEARDOWN | SIM_FAULT_LATE_NULL |
			SIM_FAULT_SHARED_STREAM | SIM_FAULT_SYNC_ENDS_ENCODER,
};
