/* SPDX-License-Identifier: MIT */
/* Three mutexes: one for calls that create, one for calls that encode, one for calls that destroy.
 *
 * Safe against claim-race: no two creations overlap.
 * Not against any teardown: it holds another mutex than the creation (late-null) and than the call that uses the
 * context (foreign-teardown, sync-ends-encoder, shared-stream). */
#include "policy/policy_internal.h"

enum { OP_CREATE, OP_ENCODE, OP_DESTROY, OPS };

static enum agx_status init(struct policy_choice choice, unsigned streams, void **ret_state,
			    struct agx_error *err)
{
	(void)choice;
	(void)streams;
	return policy_mutexes_new(OPS, ret_state, err);
}

static uint64_t op_of(enum policy_scope scope)
{
	switch (scope) {
	case POLICY_SCOPE_CREATE:
		return OP_CREATE;
	case POLICY_SCOPE_ENCODE:
		return OP_ENCODE;
	case POLICY_SCOPE_DESTROY:
	case POLICY_SCOPE_RELEASE:
		return OP_DESTROY;
	case POLICY_SCOPE_ENCODER:
		break;
	}
	return OPS;
}

static void enter(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	(void)stream;
	(void)encoder;
	if (op_of(scope) != OPS)
		policy_mutexes_lock(state, op_of(scope));
}

static void leave(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	(void)stream;
	(void)encoder;
	if (op_of(scope) != OPS)
		policy_mutexes_unlock(state, op_of(scope));
}

const struct policy_ops policy_per_op_ops = {
	.init = init,
	.release = policy_mutexes_free,
	.enter = enter,
	.leave = leave,
	.safe_against = SIM_FAULT_CLAIM_RACE,
};
