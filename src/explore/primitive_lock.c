/* SPDX-License-Identifier: MIT */
/* Mutexes, spinlocks, read-write locks. */
#include "explore/call_stack.h"
#include "explore/primitive.h"
#include "explore/runtime_internal.h"

#include <errno.h>

static void held(struct object *object, const void *pc)
{
	struct runner *runner = &runners[current];

	object->owner = (int)current;
	object->depth = 1;
	object->lock_site = call_stack_site(pc);
	runner->locks_held++;
	runner->lock_held = object->address;
	runner->lock_site = object->lock_site;
}

static bool is_owner(const struct object *object)
{
	return object->owner == (int)current;
}

static struct object *use_mutex(const void *mutex, enum mutex_type type, const void *pc)
{
	struct object *object = object_use(mutex, OBJECT_MUTEX, pc);

	object->type = (uint8_t)type;
	return object;
}

static int lock_again(struct object *object)
{
	if (object->type == MUTEX_ERRORCHECK)
		return EDEADLK;
	object->depth++;
	return 0;
}

int mutex_lock(const void *mutex, enum mutex_type type, enum primitive primitive, const void *pc)
{
	struct object *object = use_mutex(mutex, type, pc);

	if (is_owner(object) && type != MUTEX_NORMAL)
		return lock_again(object);
	/* A normal mutex of our own waits for ever: the engine finds the deadlock. */
	(void)object_update(object->address, UPDATE_TAKE, current + 1, ORDER_ACQUIRE, primitive, pc);
	held(object, pc);
	return 0;
}

int mutex_trylock(const void *mutex, enum mutex_type type, enum primitive primitive, const void *pc)
{
	struct object *object = use_mutex(mutex, type, pc);
	int busy = primitive == PRIMITIVE_MUTEX_TIMEDLOCK ? ETIMEDOUT : EBUSY;

	if (is_owner(object) && type == MUTEX_RECURSIVE)
		return lock_again(object);
	if (is_owner(object) && type == MUTEX_ERRORCHECK)
		return primitive == PRIMITIVE_MUTEX_TIMEDLOCK ? EDEADLK : EBUSY;
	if (object_update(object->address, UPDATE_TRY_TAKE, current + 1, ORDER_ACQUIRE, primitive, pc) != 0)
		return busy;
	held(object, pc);
	return 0;
}

static void released(struct object *object)
{
	object->owner = -1;
	object->depth = 0;
	runners[current].locks_held--;
}

int mutex_unlock(const void *mutex, enum mutex_type type, const void *pc)
{
	struct object *object = use_mutex(mutex, type, pc);

	if (!is_owner(object)) {
		if (type != MUTEX_NORMAL)
			return EPERM;
		primitive_finding(FINDING_NOT_OWNER, object->address, object->lock_site, object->owner, pc,
				  object->owner < 0 ? "unlocks a mutex that is not locked"
						    : "unlocks a mutex that another thread holds");
	}
	if (--object->depth > 0)
		return 0;
	released(object);
	object_write(object->address, 0, ORDER_RELEASE, PRIMITIVE_MUTEX_UNLOCK, pc);
	return 0;
}

int spin_lock(const void *lock, bool try, const void *pc)
{
	struct object *object = object_use(lock, OBJECT_SPINLOCK, pc);

	if (!try) {
		if (is_owner(object))
			primitive_finding(FINDING_RELOCK, object->address, object->lock_site, -1, pc,
					  "locks a spinlock that it holds");
		(void)object_update(object->address, UPDATE_TAKE, current + 1, ORDER_ACQUIRE, PRIMITIVE_SPIN_LOCK, pc);
	} else if (object_update(object->address, UPDATE_TRY_TAKE, current + 1, ORDER_ACQUIRE,
				 PRIMITIVE_SPIN_TRYLOCK, pc) != 0) {
		return EBUSY;
	}
	held(object, pc);
	return 0;
}

int spin_unlock(const void *lock, const void *pc)
{
	struct object *object = object_use(lock, OBJECT_SPINLOCK, pc);

	if (!is_owner(object))
		primitive_finding(FINDING_NOT_OWNER, object->address, object->lock_site, object->owner, pc,
				  "unlocks a spinlock that it does not hold");
	released(object);
	object_write(object->address, 0, ORDER_RELEASE, PRIMITIVE_SPIN_UNLOCK, pc);
	return 0;
}

int rwlock_read(const void *lock, bool try, const void *pc)
{
	struct object *object = object_use(lock, OBJECT_RWLOCK, pc);

	if (is_owner(object))
		return try ? EBUSY : EDEADLK;
	if (!try) {
		(void)object_update(object->address, UPDATE_READ_TAKE, 0, ORDER_ACQUIRE, PRIMITIVE_RWLOCK_RDLOCK, pc);
	} else if (object_update(object->address, UPDATE_TRY_READ_TAKE, 0, ORDER_ACQUIRE,
				 PRIMITIVE_RWLOCK_TRYRDLOCK, pc) == WRITER_HELD) {
		return EBUSY;
	}
	object->readers[current]++;
	runners[current].locks_held++;
	runners[current].lock_held = object->address;
	runners[current].lock_site = call_stack_site(pc);
	return 0;
}

int rwlock_write(const void *lock, bool try, const void *pc)
{
	struct object *object = object_use(lock, OBJECT_RWLOCK, pc);

	if (is_owner(object))
		return try ? EBUSY : EDEADLK;
	if (!try) {
		(void)object_update(object->address, UPDATE_TAKE, WRITER_HELD, ORDER_ACQUIRE,
				    PRIMITIVE_RWLOCK_WRLOCK, pc);
	} else if (object_update(object->address, UPDATE_TRY_TAKE, WRITER_HELD, ORDER_ACQUIRE,
				 PRIMITIVE_RWLOCK_TRYWRLOCK, pc) != 0) {
		return EBUSY;
	}
	held(object, pc);
	return 0;
}

int rwlock_unlock(const void *lock, const void *pc)
{
	struct object *object = object_use(lock, OBJECT_RWLOCK, pc);

	if (is_owner(object)) {
		released(object);
		object_write(object->address, 0, ORDER_RELEASE, PRIMITIVE_RWLOCK_UNLOCK, pc);
		return 0;
	}
	if (object->readers[current] == 0)
		primitive_finding(FINDING_NOT_OWNER, object->address, object->lock_site, object->owner, pc,
				  "unlocks a read-write lock that it does not hold");
	object->readers[current]--;
	runners[current].locks_held--;
	(void)object_update(object->address, UPDATE_SUB, 1, ORDER_RELEASE, PRIMITIVE_RWLOCK_UNLOCK, pc);
	return 0;
}
