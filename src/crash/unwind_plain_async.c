/* SPDX-License-Identifier: MIT */
/* Without libunwind: the chain of frame pointers is all there is. */
#include "crash/async_internal.h"

#include "crash/async_banned.h"

void crash_unwind_prepare(void)
{
}

void crash_async_unwind(void *context, struct snapshot_thread *slot)
{
	crash_async_walk(context, slot);
}
