/* SPDX-License-Identifier: MIT */
/* What a thread of the explored program does that other threads can see: the vocabulary between the runtime, which
 * meets such an operation in the program, and an engine, which decides what it reads and when it happens.
 *
 * There are few kinds. An atomic of C11 is a READ, a WRITE or an UPDATE of a location in memory; every primitive of
 * pthreads and <threads.h> is the same on a *virtual* location, named by the object's address and not backed by
 * memory, whose value starts at 0 unless explore/primitive.h says otherwise. An UPDATE may wait: it happens only
 * when the value that it reads lets it. So a mutex is a word: locking it is an UPDATE that waits for 0, unlocking it
 * a WRITE with release order; and an engine that knows the table below knows every primitive.
 *
 *	struct operation op = {.kind = OPERATION_UPDATE, .update = UPDATE_TAKE, .order = ORDER_ACQUIRE,
 *			       .virtual = true, .address = (uintptr_t)mutex, .size = 8, .operand = 1};
 *	engine->perform(&op);    // returns when the mutex is ours
 *
 * Memory model: C11 as repaired by Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing sequential consistency in C/C++11",
 * PLDI 2017 (RC11), in two places otherwise: a release sequence is continued by updates only (C++20, C23), not by later
 * writes of the same thread (C11, C17), which lets more executions pass, never fewer; and scb contains po; hb; po
 * rather than po|!=loc; hb; po|!=loc, as in GenMC. ORDER_CONSUME is treated as ORDER_ACQUIRE. */
#ifndef AGX_EXPLORE_OPERATION_H
#define AGX_EXPLORE_OPERATION_H

#include <stdbool.h>
#include <stdint.h>

enum { THREADS_MAX = 32 };

#define OPERATION_KIND_MAP(X) \
	X(OPERATION_NONE, "none") \
	X(OPERATION_READ, "read") \
	X(OPERATION_WRITE, "write") \
	X(OPERATION_UPDATE, "update") /* read-modify-write, or a read that waits; see UPDATE_MAP */ \
	X(OPERATION_FENCE, "fence") \
	X(OPERATION_CREATE, "create") /* thread TARGET begins after this */ \
	X(OPERATION_JOIN, "join")     /* waits for the EXIT of thread TARGET */ \
	X(OPERATION_EXIT, "exit")     /* the thread's last */ \
	X(OPERATION_CHOICE, "choice") /* any number below OPERAND: each is explored */ \
	X(OPERATION_BLOCK, "block")   /* the thread goes no further: a failed assumption, a loop that only repeats */

enum operation_kind {
#define OPERATION_KIND_ENUM(name, text) name,
	OPERATION_KIND_MAP(OPERATION_KIND_ENUM)
#undef OPERATION_KIND_ENUM
};

/* As the compilers number them in the __tsan_atomic hooks. */
enum order {
	ORDER_RELAXED,
	ORDER_CONSUME,
	ORDER_ACQUIRE,
	ORDER_RELEASE,
	ORDER_ACQ_REL,
	ORDER_SEQ_CST,
};

static inline bool order_acquires(enum order order)
{
	return order == ORDER_ACQUIRE || order == ORDER_CONSUME || order == ORDER_ACQ_REL || order == ORDER_SEQ_CST;
}

static inline bool order_releases(enum order order)
{
	return order == ORDER_RELEASE || order == ORDER_ACQ_REL || order == ORDER_SEQ_CST;
}

/* What an UPDATE does with the value that it reads. O the operand, E expected, V the value read; all cut to the size.
 * update, waits until, writes (or "no write": then it is a mere read, with the failure order) */
#define UPDATE_MAP(X) \
	X(UPDATE_EXCHANGE)     /* -, O */ \
	X(UPDATE_ADD)          /* -, V + O */ \
	X(UPDATE_SUB)          /* -, V - O */ \
	X(UPDATE_AND)          /* -, V & O */ \
	X(UPDATE_OR)           /* -, V | O */ \
	X(UPDATE_XOR)          /* -, V ^ O */ \
	X(UPDATE_NAND)         /* -, ~(V & O) */ \
	X(UPDATE_COMPARE)      /* -, O if V == E, else no write */ \
	X(UPDATE_TAKE)         /* V == 0, O: mutex, spinlock, writer of a read-write lock */ \
	X(UPDATE_TRY_TAKE)     /* -, O if V == 0, else no write: trylock, and a timed lock that times out */ \
	X(UPDATE_DECREMENT)    /* V > 0, V - 1: semaphore */ \
	X(UPDATE_TRY_DECREMENT) /* -, V - 1 if V > 0, else no write */ \
	X(UPDATE_READ_TAKE)    /* V is not WRITER_HELD, V + 1: reader of a read-write lock */ \
	X(UPDATE_TRY_READ_TAKE) /* -, V + 1 if V is not WRITER_HELD, else no write */ \
	X(UPDATE_ARRIVE)       /* -, barrier of E threads: arrived (low 32 bits) + 1, or, as the last, 0 and the round
				* (high 32 bits) + 1 */ \
	X(UPDATE_PASS)         /* round (high 32 bits) != O, no write: the wait in a barrier */ \
	X(UPDATE_SIGNAL)       /* -, one of the waiting threads (low 32 bits) moves to the woken ones (high 32 bits):
				* one alternative for each; no write if nobody waits */ \
	X(UPDATE_BROADCAST)    /* -, all waiting threads become woken; no write if nobody waits */ \
	X(UPDATE_WOKEN)        /* bit O of the woken ones is set, the same without it: the wait on a condition */ \
	X(UPDATE_AWAIT_EQUAL)  /* V == O, no write */

enum update {
#define UPDATE_ENUM(name) name,
	UPDATE_MAP(UPDATE_ENUM)
#undef UPDATE_ENUM
	UPDATE_COUNT
};

/* The value of a read-write lock that a writer holds. */
#define WRITER_HELD UINT64_MAX

/* Values of up to 16 bytes; HIGH is 0 for all sizes but 16, and virtual locations have size 8. */
struct value {
	uint64_t low;
	uint64_t high;
};

static inline bool value_equal(struct value a, struct value b)
{
	return a.low == b.low && a.high == b.high;
}

struct operation {
	uint8_t kind;          /* enum operation_kind */
	uint8_t update;        /* enum update */
	uint8_t order;         /* enum order */
	uint8_t failure_order; /* of an UPDATE that writes nothing */
	uint8_t size;          /* bytes: 1, 2, 4, 8, 16 */
	bool virtual;          /* not backed by memory */
	bool plain;            /* an access of a promoted location: made by the program itself right after perform()
				* returns (a read finds the value in memory; a write's value is read back before
				* the thread's next operation, its OPERAND is 0) */
	bool repeats;          /* of a READ or UPDATE: the thread is where it was at an earlier operation, and has done
				* nothing since that anybody can see (explore/spin.h). An engine that extends an execution
				* makes it a BLOCK (kind is changed, perform() never returns); one that repeats a recorded
				* part does what is recorded there, be it the access or a BLOCK: whether a repetition is
				* recognised is no function of the execution alone */
	uint8_t target;        /* thread of CREATE and JOIN */
	uint8_t alternative;   /* out: which of an UPDATE's or CHOICE's alternatives was taken */
	uint8_t primitive;     /* enum primitive (explore/primitive.h): what the program called, for reports */
	uintptr_t address;     /* of a location; virtual and real ones are told apart by VIRTUAL */
	struct value operand;
	struct value expected;
	struct value result; /* out: the value read; of a CHOICE the number */
	const void *pc;      /* return address in the program */
};

/* May UPDATE of OPERAND happen when it reads VALUE? True for all that do not wait. */
bool update_enabled(const struct operation *op, struct value value);

/* Does it then write? */
bool update_writes(const struct operation *op, struct value value);

/* In how many ways; at least 1. */
unsigned update_alternatives(const struct operation *op, struct value value);

/* What it writes. Call only if it writes; ALTERNATIVE below update_alternatives(). */
struct value update_apply(const struct operation *op, struct value value, unsigned alternative);

/* Can it ever have to wait? */
bool update_waits(enum update update);

#endif
