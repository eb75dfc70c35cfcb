/* SPDX-License-Identifier: MIT */
/* Synchronisation objects of pthreads, <semaphore.h> and <threads.h>: how each call is lowered to operations on a virtual
 * location (the object's address), and what is checked that no engine can know.
 *
 * | object | value of the location | lowering |
 * |---|---|---|
 * | mutex, spinlock | 0 free, else 1 + owner | lock TAKE acquire; try and timed TRY_TAKE; unlock WRITE 0 release |
 * | rwlock | readers, or WRITER_HELD | READ_TAKE, TAKE WRITER_HELD; unlock SUB 1 or WRITE 0, release |
 * | semaphore | count | init WRITE; wait DECREMENT acquire; post ADD 1 release |
 * | barrier | round, arrived | ARRIVE, then PASS unless the last |
 * | condition | woken, waiting | OR own bit; unlock; WOKEN acquire; lock |
 * | once | 0, 1 running, 2 done | COMPARE 0 to 1; the loser awaits 2 |
 *
 * A timed lock that cannot be had may as well have timed out: TRY_TAKE covers both, as one that waits and succeeds is one
 * that tried later. A timed wait on a condition is a CHOICE.
 *
 * Who owns what is known to the owner, so it is kept here, in a table by address, and not in the engine: in every native
 * order of an execution a lock is taken after it was let go. */
#ifndef AGX_EXPLORE_PRIMITIVE_H
#define AGX_EXPLORE_PRIMITIVE_H

#include "explore/finding.h"
#include "explore/operation.h"

#include <stdbool.h>
#include <stdint.h>

/* What the program called, for reports. */
#define PRIMITIVE_MAP(X) \
	X(PRIMITIVE_NONE, "") \
	X(PRIMITIVE_ATOMIC, "atomic") \
	X(PRIMITIVE_VOLATILE, "volatile access") \
	X(PRIMITIVE_FENCE, "atomic_thread_fence") \
	X(PRIMITIVE_WEAK_FAILURE, "weak compare-exchange may fail") \
	X(PRIMITIVE_MALLOC, "malloc may fail") \
	X(PRIMITIVE_CREATE, "thread create") \
	X(PRIMITIVE_JOIN, "thread join") \
	X(PRIMITIVE_EXIT, "thread exit") \
	X(PRIMITIVE_PROCESS_EXIT, "process exit") \
	X(PRIMITIVE_INIT, "initialisation") \
	X(PRIMITIVE_MUTEX_LOCK, "mutex lock") \
	X(PRIMITIVE_MUTEX_TRYLOCK, "mutex trylock") \
	X(PRIMITIVE_MUTEX_TIMEDLOCK, "mutex timedlock") \
	X(PRIMITIVE_MUTEX_UNLOCK, "mutex unlock") \
	X(PRIMITIVE_SPIN_LOCK, "spinlock lock") \
	X(PRIMITIVE_SPIN_TRYLOCK, "spinlock trylock") \
	X(PRIMITIVE_SPIN_UNLOCK, "spinlock unlock") \
	X(PRIMITIVE_RWLOCK_RDLOCK, "rwlock rdlock") \
	X(PRIMITIVE_RWLOCK_TRYRDLOCK, "rwlock tryrdlock") \
	X(PRIMITIVE_RWLOCK_WRLOCK, "rwlock wrlock") \
	X(PRIMITIVE_RWLOCK_TRYWRLOCK, "rwlock trywrlock") \
	X(PRIMITIVE_RWLOCK_UNLOCK, "rwlock unlock") \
	X(PRIMITIVE_SEM_INIT, "semaphore init") \
	X(PRIMITIVE_SEM_WAIT, "semaphore wait") \
	X(PRIMITIVE_SEM_TRYWAIT, "semaphore trywait") \
	X(PRIMITIVE_SEM_POST, "semaphore post") \
	X(PRIMITIVE_SEM_GETVALUE, "semaphore getvalue") \
	X(PRIMITIVE_BARRIER_WAIT, "barrier wait") \
	X(PRIMITIVE_COND_WAIT, "condition wait") \
	X(PRIMITIVE_COND_TIMEDOUT, "condition wait may time out") \
	X(PRIMITIVE_COND_SPURIOUS, "condition wait may wake up spuriously") \
	X(PRIMITIVE_COND_SIGNAL, "condition signal") \
	X(PRIMITIVE_COND_BROADCAST, "condition broadcast") \
	X(PRIMITIVE_ONCE, "once") \
	X(PRIMITIVE_KEY, "thread-specific key") \
	X(PRIMITIVE_ASSUME, "assume") \
	X(PRIMITIVE_CHOOSE, "choose")

enum primitive {
#define PRIMITIVE_ENUM(name, text) name,
	PRIMITIVE_MAP(PRIMITIVE_ENUM)
#undef PRIMITIVE_ENUM
	PRIMITIVE_COUNT
};

const char *primitive_word(enum primitive primitive);

enum object_kind {
	OBJECT_MUTEX,
	OBJECT_SPINLOCK,
	OBJECT_RWLOCK,
	OBJECT_SEMAPHORE,
	OBJECT_BARRIER,
	OBJECT_CONDITION,
	OBJECT_ONCE,
};

enum mutex_type { MUTEX_NORMAL, MUTEX_RECURSIVE, MUTEX_ERRORCHECK };

/* What is known of the object at an address in this execution. */
struct object {
	uintptr_t address;
	uint32_t generation;
	uint8_t kind;
	uint8_t type; /* enum mutex_type */
	bool destroyed;
	bool signalled_idle; /* a condition that was signalled while nobody waited */
	int owner;    /* of a mutex, spinlock or writer; -1 */
	unsigned depth; /* of a recursive mutex; how often the owner has it */
	uint32_t lock_site;  /* where it was taken */
	uint32_t destroy_site;
	unsigned bytes;      /* of one that was destroyed */
	unsigned threads;    /* of a barrier */
	uint32_t waiting;    /* bit set of threads in a wait */
	uintptr_t mutex;     /* that those use */
	uint8_t readers[32]; /* how often each thread has the rwlock for reading */
};

/* Before an execution, and at the end of a thread (TSS destructors, held locks, leftovers). */
void primitive_reset(void);
void primitive_thread_end(void);
/* A lock that the current thread still holds is a finding. */
void primitive_check_held(void);

/* The object at ADDRESS, made if it is new. *RET_NEW (may be NULL) tells. */
struct object *object_at(uintptr_t address, enum object_kind kind, bool *ret_new);
/* The same without making it: NULL. */
struct object *object_find(uintptr_t address);
/* A lock that THREAD holds, or NULL. Looks at all objects: for reports. */
const struct object *object_held_by(unsigned thread);

/* A call uses the object of BYTES at ADDRESS: its memory is there, nobody destroys or initialises it meanwhile. */
struct object *object_use(const void *address, enum object_kind kind, const void *pc);
/* It begins or ends: a write of the bytes. */
struct object *object_init(void *address, unsigned bytes, enum object_kind kind, const void *pc);
void object_destroy(void *address, unsigned bytes, enum object_kind kind, const void *pc);

/* An operation on the virtual location ADDRESS. */
uint64_t object_update(uintptr_t address, enum update update, uint64_t operand, enum order order,
		       enum primitive primitive, const void *pc);
void object_write(uintptr_t address, uint64_t value, enum order order, enum primitive primitive, const void *pc);
uint64_t object_read(uintptr_t address, enum order order, enum primitive primitive, const void *pc);
unsigned object_choice(unsigned count, enum primitive primitive, const void *pc);

/* The lowerings. They return an errno value. TYPE is asked for on the first use of a mutex in an execution. */
int mutex_lock(const void *mutex, enum mutex_type type, enum primitive primitive, const void *pc);
int mutex_trylock(const void *mutex, enum mutex_type type, enum primitive primitive, const void *pc);
int mutex_unlock(const void *mutex, enum mutex_type type, const void *pc);
int spin_lock(const void *lock, bool try, const void *pc);
int spin_unlock(const void *lock, const void *pc);
int rwlock_read(const void *lock, bool try, const void *pc);
int rwlock_write(const void *lock, bool try, const void *pc);
int rwlock_unlock(const void *lock, const void *pc);
int semaphore_wait(const void *semaphore, bool try, const void *pc);
int semaphore_post(const void *semaphore, const void *pc);
unsigned semaphore_value(const void *semaphore, const void *pc);
/* True for the thread that arrives last. */
bool barrier_wait(const void *barrier, const void *pc);
int condition_wait(const void *condition, const void *mutex, enum mutex_type type, bool timed, const void *pc);
int condition_wake(const void *condition, bool all, const void *pc);
/* True: the caller runs the routine, then calls once_done(). */
bool once_begin(const void *once, const void *pc);
void once_done(const void *once, const void *pc);

_Noreturn void primitive_finding(enum finding_kind kind, uintptr_t address, uint32_t other_site, int other,
				 const void *pc, const char *sentence);

#endif
