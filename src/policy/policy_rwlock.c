/* SPDX-License-Identifier: MIT */
/* A reader-writer lock: encoder calls read, creation and teardown write, each held for one call.
 *
 * Safe against claim-race and late-null, because creation and teardown exclude each other and themselves.
 * Not against foreign-teardown, sync-ends-encoder, shared-stream: between two read-locked calls the context or the
 * encoder goes, and two readers may be in one encoder at once. */
#include "policy/policy_internal.h"

#include <pthread.h>
#include <stdlib.h>

static enum agx_status init(struct policy_choice choice, unsigned streams, void **ret_state,
			    struct agx_error *err)
{
	pthread_rwlock_t *lock = malloc(sizeof *lock);

	(void)choice;
	(void)streams;
	if (lock == NULL || pthread_rwlock_init(lock, NULL) != 0) {
		free(lock);
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the policy's lock");
	}
	*ret_state = lock;
	return AGX_OK;
}

static void release(void *state)
{
	pthread_rwlock_destroy(state);
	free(state);
}

static void enter(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	(void)stream;
	(void)encoder;
	if (scope == POLICY_SCOPE_ENCODE)
		pthread_rwlock_rdlock(state);
	else if (scope != POLICY_SCOPE_ENCODER)
		pthread_rwlock_wrlock(state);
}

static void leave(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	(void)stream;
	(void)encoder;
	if (scope != POLICY_SCOPE_ENCODER)
		pthread_rwlock_unlock(state);
}

const struct policy_ops policy_rwlock_ops = {
	.init = init,
	.release = release,
	.enter = enter,
	.leave = leave,
	.safe_against = SIM_FAULT_CLAIM_RACE | SIM_FAULT_LATE_NULL,
};
