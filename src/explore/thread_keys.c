/* SPDX-License-Identifier: MIT */
/* Thread-specific storage. A key's number depends on the order in which keys were made, so making one is an operation. */
#include "base/assert.h"
#include "explore/call_stack.h"
#include "explore/finding.h"
#include "explore/memory_map.h"
#include "explore/primitive.h"
#include "explore/runtime_internal.h"
#include "explore/spin.h"
#include "explore/thread_calls.h"

#include <errno.h>
#include <limits.h>

static void (*destructors[KEYS_MAX])(void *);
static uint32_t made[KEYS_MAX]; /* generation in which it exists */
static const char keys_location;

int key_create(unsigned *ret_key, void (*destructor)(void *), const void *pc)
{
	uint64_t key;

	if (!running)
		early_call("pthread_key_create");
	key = object_update((uintptr_t)&keys_location, UPDATE_ADD, 1, ORDER_RELAXED, PRIMITIVE_KEY, pc);
	spin_side_effect();
	if (key >= KEYS_MAX)
		unsupported("more than 64 thread-specific keys", call_stack_site(pc));
	destructors[key] = destructor;
	made[key] = generation;
	*ret_key = (unsigned)key;
	return 0;
}

int key_delete(unsigned key, const void *pc)
{
	(void)pc;
	if (key >= KEYS_MAX || made[key] != generation)
		return EINVAL;
	made[key] = 0;
	return 0;
}

int key_set(unsigned key, const void *value)
{
	struct runner *runner = &runners[current];

	if (key >= KEYS_MAX || made[key] != generation)
		return EINVAL;
	spin_side_effect();
	while (runner->keys_used <= key)
		runner->keys[runner->keys_used++] = NULL;
	runner->keys[key] = value;
	return 0;
}

void *key_get(unsigned key)
{
	const struct runner *runner = &runners[current];

	return key < runner->keys_used ? (void *)runner->keys[key] : NULL;
}

static bool destroy_round(struct runner *runner)
{
	bool any = false;

	for (unsigned key = 0; key < runner->keys_used; key++) {
		void *value = (void *)runner->keys[key];

		runner->keys[key] = NULL;
		if (value == NULL || made[key] != generation || destructors[key] == NULL)
			continue;
		any = true;
		destructors[key](value);
	}
	return any;
}

void keys_destroy(void)
{
	for (int round = 0; round < PTHREAD_DESTRUCTOR_ITERATIONS; round++)
		if (!destroy_round(&runners[current]))
			return;
}

/* The end of a thread has no line of its own: the one that took the lock is named. */
static void report_held_lock(const struct runner *runner)
{
	const struct object *object = object_held_by(current);
	struct finding_report report = {.kind = FINDING_LOCK_HELD, .has_address = true, .other = -1};

	AGX_ASSERT(object != NULL);
	report.address = object->address;
	if (object->owner == (int)current)
		report.site = object->lock_site;
	else if (runner->lock_held == object->address) /* of readers only the last lock is remembered */
		report.site = runner->lock_site;
	finding(&report, "thread %u ends and still holds a lock that it took here", current);
}

void primitive_check_held(void)
{
	const struct runner *runner = &runners[current];

	if (runner->locks_held > 0)
		report_held_lock(runner);
}

void primitive_thread_end(void)
{
	keys_destroy();
	primitive_check_held();
}
