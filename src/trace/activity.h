/* SPDX-License-Identifier: MIT */
/* What the current thread is doing, kept so that a signal handler running on that thread can tell: the
 * API call it is in and the object it called. Two thread-local stores per call, no shared memory.
 *
 *	struct activity_mark mark = activity_enter("setComputePipelineState:", "encoder", encoder->id);
 *	...
 *	activity_leave(mark);
 *
 * Strings must be static. Readable from a handler on the same thread only. */
#ifndef AGX_TRACE_ACTIVITY_H
#define AGX_TRACE_ACTIVITY_H

#include <stdatomic.h>
#include <stdint.h>

struct activity_mark {
	const char *operation; /* NULL: in no call */
	const char *object;    /* kind of object: "encoder", "command buffer", "stream" */
	uint64_t object_id;
};

enum { ACTIVITY_NAME_BYTES = 32 };

struct activity {
	struct activity_mark now;
	char name[ACTIVITY_NAME_BYTES];  /* "client 3", "gpu"; "" if never named */
	char queue[ACTIVITY_NAME_BYTES]; /* the stream it works on: "stream 0"; "" if none */
};

extern _Thread_local struct activity activity_current;

static inline struct activity_mark activity_enter(const char *operation, const char *object,
						  uint64_t object_id)
{
	struct activity_mark before = activity_current.now;

	activity_current.now = (struct activity_mark) {operation, object, object_id};
	atomic_signal_fence(memory_order_seq_cst); /* the stores come before the call's own loads */
	return before;
}

static inline void activity_leave(struct activity_mark before)
{
	atomic_signal_fence(memory_order_seq_cst);
	activity_current.now = before;
}

/* Name this thread and the stream it works on (either may be NULL: unchanged); clipped to fit. */
void activity_name(const char *name, const char *queue);

/* From now on run HOOK (NULL: nothing) on each thread that calls activity_name(), at the call's end:
 * how crash capture gives a thread its alternate signal stack. Set it before threads exist. */
void activity_on_name(void (*hook)(void));

#endif
