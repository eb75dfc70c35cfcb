/* SPDX-License-Identifier: MIT */
/* A counting semaphore lets N threads be between creation and commit at once.
 *
 * Throttle-1 is global-encoder by another name. From 2 on safe against nothing: it makes every race rarer and
 * removes none. */
#include "policy/policy_internal.h"

#include <pthread.h>
#include <stdlib.h>

struct semaphore {
	/* Excludes the few instructions that change free; never held while a scope is. */
	pthread_mutex_t lock;
	pthread_cond_t left;
	unsigned free;
};

static enum agx_status init(struct policy_choice choice, unsigned streams, void **ret_state,
			    struct agx_error *err)
{
	struct semaphore *semaphore = malloc(sizeof *semaphore);

	(void)streams;
	if (semaphore == NULL)
		goto out;
	if (pthread_mutex_init(&semaphore->lock, NULL) != 0)
		goto out_free;
	if (pthread_cond_init(&semaphore->left, NULL) != 0)
		goto out_lock;
	semaphore->free = choice.throttle;
	*ret_state = semaphore;
	return AGX_OK;

out_lock:
	pthread_mutex_destroy(&semaphore->lock);
out_free:
	free(semaphore);
out:
	return agx_fail(err, AGX_NO_MEMORY, "no memory for the policy's semaphore");
}

static void release(void *state)
{
	struct semaphore *semaphore = state;

	pthread_cond_destroy(&semaphore->left);
	pthread_mutex_destroy(&semaphore->lock);
	free(semaphore);
}

static bool is_lifetime(enum policy_scope scope)
{
	return scope == POLICY_SCOPE_ENCODER || scope == POLICY_SCOPE_RELEASE;
}

static void enter(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	struct semaphore *semaphore = state;

	(void)stream;
	(void)encoder;
	if (!is_lifetime(scope))
		return;
	pthread_mutex_lock(&semaphore->lock);
	while (semaphore->free == 0)
		pthread_cond_wait(&semaphore->left, &semaphore->lock);
	semaphore->free--;
	pthread_mutex_unlock(&semaphore->lock);
}

static void leave(void *state, enum policy_scope scope, unsigned stream, uint64_t encoder)
{
	struct semaphore *semaphore = state;

	(void)stream;
	(void)encoder;
	if (!is_lifetime(scope))
		return;
	pthread_mutex_lock(&semaphore->lock);
	semaphore->free++;
	pthread_cond_signal(&semaphore->left);
	pthread_mutex_unlock(&semaphore->lock);
}

const struct policy_ops policy_throttle_ops = {
	.init = init,
	.release = release,
	.enter = enter,
	.leave = leave,
};
