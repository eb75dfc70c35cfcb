/* SPDX-License-Identifier: MIT */
/* What the signal handler of a dying child leaves for its parent: a block of fixed size in memory that
 * both share, written in stages, so that whatever is there when the child is gone can be read.
 *
 * Stages, in their order; each sets its bit in `stages` when it is complete:
 *
 *	SIGNAL  code, registers, fault address, access, message of an abort
 *	ASKED   every other thread has a slot in `threads` and was sent the stop signal
 *	SELF    what the thread that runs the handler was doing
 *	STACK   its stack
 *	WALK    its stack by frame pointers, where STACK did not get anywhere
 *	OTHERS  every other thread has answered, or the time for it is over
 *	END     nothing more will be written
 *
 * A fault inside a stage, or more time than it may take, ends that stage only: its bit stays clear, and
 * handler_faults counts it.
 *
 * Thread safety: `threads[i]` belongs to the thread whose id it carries from the moment the id is
 * published by thread_count until its state says SNAPSHOT_DONE; all else belongs to the thread that runs
 * the handler. The parent reads a field after an acquire of what published it, or after the child died. */
#ifndef AGX_CRASH_SNAPSHOT_INTERNAL_H
#define AGX_CRASH_SNAPSHOT_INTERNAL_H

#include "trace/abort_message.h"
#include "trace/activity.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	SNAPSHOT_THREADS_MAX = 320, /* AGX_THREADS_MAX clients and the threads that serve them */
	SNAPSHOT_FRAMES_MAX = 128,  /* innermost frames of a thread */
	SNAPSHOT_REGISTERS_MAX = 48,
	SNAPSHOT_TEXT_BYTES = 64,
	SNAPSHOT_FAULTS_MAX = 16, /* faults in the handler before it gives up */
	SNAPSHOT_ANSWER_MS = 2000, /* how long the other threads may take to answer */
	SNAPSHOT_GRACE_MS = 50, /* from then on a thread that blocks the stop signal is not waited for */
	SNAPSHOT_STAGE_MS = 500, /* how long a stage may take beyond what it waits for */
	SNAPSHOT_CAPTURE_MS = 6000, /* the handler's whole time; then the parent ends it */
};

enum snapshot_stage {
	SNAPSHOT_SIGNAL,
	SNAPSHOT_ASKED,
	SNAPSHOT_SELF,
	SNAPSHOT_STACK,
	SNAPSHOT_WALK,
	SNAPSHOT_OTHERS,
	SNAPSHOT_END,
	SNAPSHOT_STAGES
};

enum snapshot_thread_state {
	SNAPSHOT_UNUSED,
	SNAPSHOT_WAITED_FOR, /* was sent the signal, has not answered */
	SNAPSHOT_NAMED,      /* activity copied; the stack may be incomplete */
	SNAPSHOT_DONE,
	SNAPSHOT_DEAF, /* blocks the stop signal */
};

struct snapshot_thread {
	_Atomic uint32_t state; /* enum snapshot_thread_state */
	int64_t id;             /* of the system */
	uint32_t signal;        /* of a fault of its own; 0: it was merely stopped */
	bool faulted_inside;    /* its part of the handler faulted: the stack is cut there */
	bool clipped;           /* more frames than SNAPSHOT_FRAMES_MAX */
	char name[ACTIVITY_NAME_BYTES];
	char queue[ACTIVITY_NAME_BYTES];
	char operation[SNAPSHOT_TEXT_BYTES];
	char object[ACTIVITY_NAME_BYTES];
	uint64_t object_id;
	_Atomic uint32_t frame_count; /* grows as the stack is walked */
	uint64_t frames[SNAPSHOT_FRAMES_MAX];
};

struct crash_snapshot {
	_Atomic uint32_t stages; /* bits 1 << enum snapshot_stage */
	_Atomic uint32_t handler_faults;
	uint32_t signal; /* set before all else; 0: the parent asked for the stacks of a hung child */
	int32_t code;    /* si_code */
	bool has_fault_address;
	uint64_t fault_address;
	uint32_t access; /* enum crash_access */
	char message[ABORT_MESSAGE_BYTES];
	uint32_t register_count;
	uint64_t registers[SNAPSHOT_REGISTERS_MAX]; /* in the order of crash_register_names */
	uint64_t pc;
	uint32_t threads_left_out; /* beyond SNAPSHOT_THREADS_MAX */
	_Atomic uint32_t thread_count;
	struct snapshot_thread threads[SNAPSHOT_THREADS_MAX]; /* [0]: the one that ran the handler */
};

/* Whether STAGE of SNAPSHOT is complete; pairs with the release in the handler. */
static inline bool crash_snapshot_has(const struct crash_snapshot *snapshot,
				      enum snapshot_stage stage)
{
	return (atomic_load_explicit(&snapshot->stages, memory_order_acquire) >> stage & 1) != 0;
}

#endif
