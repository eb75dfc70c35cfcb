/* SPDX-License-Identifier: MIT */
/* Crash capture inside a child of child_start(). That starts it for the child's first thread; any other
 * thread gets its alternate signal stack at its first activity_name(), or by calling this itself.
 * A thread without one is captured all the same, except when what it ran out of is its stack.
 *
 * Thread safety: any thread. */
#ifndef AGX_CRASH_CAPTURE_H
#define AGX_CRASH_CAPTURE_H

#include "agxrace/status.h"

struct crash_snapshot;

/* Give this thread an alternate signal stack; it is taken back when the thread ends. Calling it again
 * changes nothing. Without memory the thread stays without one. */
void capture_thread_enter(void);

/* Install the handlers, which will write to SNAPSHOT and then one byte to WAKE_FD. Called once per process,
 * before it has threads. FAULT_IN_STAGES: for tests of the handler itself; 0. Returns AGX_OK or AGX_FAILED. */
AGX_MUST_USE enum agx_status capture_install(struct crash_snapshot *snapshot, int wake_fd,
					     unsigned fault_in_stages, struct agx_error *err);

#endif
