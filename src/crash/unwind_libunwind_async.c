/* SPDX-License-Identifier: MIT */
/* Stacks by libunwind's local unwinding, which its documentation calls safe in signal handlers
 * (libunwind(3), "thread- and signal-safety"), without its cache, which threads would share. */
#define UNW_LOCAL_ONLY
#include <libunwind.h>

#include "crash/async_internal.h"

#include <stddef.h>

#include "crash/async_banned.h"

void crash_unwind_prepare(void)
{
	unw_context_t context;
	unw_cursor_t cursor;

	(void)unw_set_caching_policy(unw_local_addr_space, UNW_CACHE_NONE);
	/* The first walk sets up libunwind's tables. */
	if (unw_getcontext(&context) == 0 && unw_init_local(&cursor, &context) == 0)
		(void)unw_step(&cursor);
}

void crash_async_unwind(void *context, struct snapshot_thread *slot)
{
	unw_cursor_t cursor;
	unw_word_t address;

	if (unw_init_local2(&cursor, context, UNW_INIT_SIGNAL_FRAME) < 0)
		return;
	do {
		if (unw_get_reg(&cursor, UNW_REG_IP, &address) < 0 || address == 0 ||
		    !crash_async_frame(slot, address))
			return;
	} while (unw_step(&cursor) > 0);
}
