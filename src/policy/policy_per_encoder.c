/* SPDX-License-Identifier: MIT */
/* The encoder's mutex, held for each call on it. An encoder's mutex is found by its number, modulo the table's
 * size; two encoders that meet in one entry exclude each other for a call, which changes no verdict: the policy
 * holds nothing across calls and nothing around creation.
 *
 * Safe against nothing: creation is not covered (claim-race), the teardown of another encoder takes another
 * mutex (foreign-teardown, late-null), and an encoder can be ended between two calls (sync-ends-encoder,
 * shared-stream). */
#include "policy/policy_internal.h"

enum { ENCODER_MUTEXES = 1024 };

static enum agx_status init(struct policy_choice choice, unsigned streams, void **ret_state,
			    struct agx_error *err)
{
	(void)choice;
	(void)streams;
	return policy_mutexes_new(ENCODER_MUTEXES, ret_state, err);
}

static bool is_covered(enum policy_scope scope, uint64_t encoder)
{
	return encoder != 0 && (scope == POLICY_SCOPE_ENCODE || scope == POLICY_SCOPE_DESTROY);
}

static void enter(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	(void)stream;
	if (is_covered(scope, encoder))
		policy_mutexes_lock(state, encoder);
}

static void leave(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	(void)stream;
	if (is_covered(scope, encoder))
		policy_mutexes_unlock(state, encoder);
}

const struct policy_ops policy_per_encoder_ops = {
	.init = init,
	.release = policy_mutexes_free,
	.enter = enter,
	.leave = leave,
};
