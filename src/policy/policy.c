/* SPDX-License-Identifier: MIT */
#include "policy/policy_internal.h"

#include <stdlib.h>

struct policy {
	const struct policy_ops *ops;
	void *state;
};

static const struct policy_ops *const all_ops[POLICY_COUNT] = {
	[POLICY_NONE] = &policy_none_ops,
	[POLICY_GLOBAL_CALL] = &policy_global_call_ops,
	[POLICY_GLOBAL_ENCODER] = &policy_global_encoder_ops,
	[POLICY_PER_STREAM] = &policy_per_stream_ops,
	[POLICY_PER_ENCODER] = &policy_per_encoder_ops,
	[POLICY_PER_OP] = &policy_per_op_ops,
	[POLICY_RWLOCK] = &policy_rwlock_ops,
	[POLICY_SERIAL_QUEUE] = &policy_serial_queue_ops,
	[POLICY_THREAD_LOCAL] = &policy_thread_local_ops,
	[POLICY_THROTTLE] = &policy_throttle_ops,
};

enum agx_status policy_new(struct policy_choice choice, unsigned streams, struct policy **ret_policy,
			   struct agx_error *err)
{
	struct policy *policy = calloc(1, sizeof *policy);
	enum agx_status status;

	if (policy == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the policy");
	policy->ops = all_ops[choice.kind];
	if (policy->ops->init != NULL) {
		status = policy->ops->init(choice, streams, &policy->state, err);
		if (status != AGX_OK) {
			free(policy);
			return status;
		}
	}
	*ret_policy = policy;
	return AGX_OK;
}

void policy_release(struct policy *policy)
{
	if (policy->ops->release != NULL)
		policy->ops->release(policy->state);
	free(policy);
}

void policy_enter(struct policy *policy, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	if (policy->ops->enter != NULL)
		policy->ops->enter(policy->state, scope, stream, encoder);
}

void policy_leave(struct policy *policy, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	if (policy->ops->leave != NULL)
		policy->ops->leave(policy->state, scope, stream, encoder);
}

void policy_run(struct policy *policy, unsigned stream, void (*work)(void *arg), void *arg)
{
	if (policy->ops->run != NULL)
		policy->ops->run(policy->state, stream, work, arg);
	else
		work(arg);
}

bool policy_is_thread_local(const struct policy *policy)
{
	return policy->ops->is_thread_local;
}

uint32_t policy_safe_against(struct policy_choice choice)
{
	const uint32_t whole_lifetime =
		policy_global_encoder_ops.safe_against; /* throttle-1 is one mutex by another name */

	if (choice.kind == POLICY_THROTTLE && choice.throttle == 1)
		return whole_lifetime;
	return all_ops[choice.kind]->safe_against;
}
