/* SPDX-License-Identifier: MIT */
#include "policy/policy_internal.h"

#include <pthread.h>
#include <stdlib.h>

/* A cache line each, so that neighbours do not slow each other down. */
struct padded_mutex {
	_Alignas(64) pthread_mutex_t mutex;
};

struct policy_mutexes {
	unsigned count;
	struct padded_mutex mutexes[];
};

enum agx_status policy_mutexes_new(unsigned count, void **ret_state, struct agx_error *err)
{
	struct policy_mutexes *all = aligned_alloc(_Alignof(struct policy_mutexes),
						   sizeof *all + count * sizeof *all->mutexes);

	if (all == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the policy's locks");
	for (all->count = 0; all->count < count; all->count++) {
		if (pthread_mutex_init(&all->mutexes[all->count].mutex, NULL) != 0) {
			policy_mutexes_free(all);
			return agx_fail(err, AGX_NO_MEMORY, "no memory for the policy's locks");
		}
	}
	*ret_state = all;
	return AGX_OK;
}

void policy_mutexes_free(void *state)
{
	struct policy_mutexes *all = state;

	for (unsigned i = 0; i < all->count; i++)
		pthread_mutex_destroy(&all->mutexes[i].mutex);
	free(all);
}

void policy_mutexes_lock(void *state, uint64_t index)
{
	struct policy_mutexes *all = state;

	pthread_mutex_lock(&all->mutexes[index % all->count].mutex);
}

void policy_mutexes_unlock(void *state, uint64_t index)
{
	struct policy_mutexes *all = state;

	pthread_mutex_unlock(&all->mutexes[index % all->count].mutex);
}
