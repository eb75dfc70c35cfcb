/* SPDX-License-Identifier: MIT */
/* What can be wrong with an execution, and how the runtime ends one that is. The words are those of reports and JSON. */
#ifndef AGX_EXPLORE_FINDING_H
#define AGX_EXPLORE_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#define FINDING_MAP(X) \
	X(FINDING_ASSERTION, "assertion") \
	X(FINDING_ABORT, "abort") \
	X(FINDING_EXIT_STATUS, "exit-status")           /* main returned, or exit() got, another status than 0 */ \
	X(FINDING_DATA_RACE, "data-race") \
	X(FINDING_NULL, "null-dereference") \
	X(FINDING_WILD, "wild-access")                  /* memory that does not exist, or must not be written */ \
	X(FINDING_BOUNDS, "out-of-bounds")              /* beside a heap block */ \
	X(FINDING_FREED, "use-after-free")              /* or unordered with the free */ \
	X(FINDING_DOUBLE_FREE, "double-free") \
	X(FINDING_BAD_FREE, "bad-free")                 /* not the start of a heap block */ \
	X(FINDING_UNINITIALISED, "uninitialised-read")  /* heap memory that nobody has written */ \
	X(FINDING_DEAD_STACK, "stack-use-after-exit")   /* a local of a thread that has ended */ \
	X(FINDING_STACK_OVERFLOW, "stack-overflow") \
	X(FINDING_ARITHMETIC, "arithmetic-fault")       /* SIGFPE */ \
	X(FINDING_ILLEGAL, "illegal-instruction")       /* SIGILL, SIGTRAP */ \
	X(FINDING_NOT_OWNER, "unlock-not-owner") \
	X(FINDING_RELOCK, "relock")                     /* of a spinlock or read-write lock by its owner */ \
	X(FINDING_DESTROY_IN_USE, "destroy-in-use")     /* locked, waited on, or initialised again while so */ \
	X(FINDING_DESTROYED, "use-after-destroy")       /* of a primitive */ \
	X(FINDING_WAIT_UNLOCKED, "wait-without-lock")   /* on a condition, without its mutex, or with two */ \
	X(FINDING_BAD_PRIMITIVE, "bad-primitive")       /* not initialised, or with impossible arguments */ \
	X(FINDING_BAD_JOIN, "bad-join")                 /* of a thread that is detached, joined before, or none */ \
	X(FINDING_LOCK_HELD, "lock-held-at-end")        /* a thread ended with a lock held */ \
	X(FINDING_DEADLOCK, "deadlock") \
	X(FINDING_LOST_WAKEUP, "lost-wakeup")           /* a deadlock: a waited-on condition was signalled before */ \
	X(FINDING_THREAD_LEAK, "thread-leak")           /* neither joined nor detached */ \
	X(FINDING_MEMORY_LEAK, "memory-leak") \
	X(FINDING_NONDETERMINISM, "nondeterminism")     /* the program did something else in the same execution */

enum finding_kind {
#define FINDING_ENUM(name, text) name,
	FINDING_MAP(FINDING_ENUM)
#undef FINDING_ENUM
	FINDING_KIND_COUNT
};

const char *finding_word(enum finding_kind kind);

enum { FINDING_MESSAGE_BYTES = 256 };

/* What is known where it is found. Sites are stacks (explore/call_stack.h); 0 is none. */
struct finding_report {
	enum finding_kind kind;
	uintptr_t address;
	bool has_address;
	bool unordered;           /* wrong because OTHER's access does not happen before it */
	uint8_t size;             /* of a race's access; 0: not one that could be promoted */
	const char *access;       /* "read", "atomic write", "free", ...; NULL */
	const char *other_access; /* of OTHER; NULL */
	int other;                /* thread, -1: none */
	uint32_t other_epoch;     /* of its access (struct thread, clock); 0: not known */
	uint32_t site;
	uint32_t other_site;
};

/* End the execution with OUTCOME_FINDING. REPORT is copied; FORMAT makes the sentence. */
_Noreturn void finding(const struct finding_report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* End it with OUTCOME_UNSUPPORTED: WHAT (static text) at SITE is nothing that can be explored. */
_Noreturn void unsupported(const char *what, uint32_t site);

#endif
