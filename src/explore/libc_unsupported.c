/* SPDX-License-Identifier: MIT */
/* Calls that cannot be explored: the execution ends, the verdict is inconclusive, and the place is told. */
#include "explore/call_stack.h"
#include "explore/redefined.h"
#include "explore/runtime_internal.h"
#include "explore/thread_calls.h"

#define DEFINE(name) \
	_Noreturn void explored_##name(void); \
	_Noreturn void explored_##name(void) \
	{ \
		if (!running) \
			early_call(#name); \
		unsupported(#name, call_stack_site(CALLER)); \
	}

UNSUPPORTED_MAP(DEFINE)
