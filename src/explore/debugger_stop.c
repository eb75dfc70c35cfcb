/* SPDX-License-Identifier: MIT */
#include "explore/debugger_stop.h"

#include "explore/call_stack.h"
#include "explore/runtime_internal.h"

/* Plain words under fixed names, to be read without debug information. Of each thread where its stack was left (0: it is
 * none, or it has ended) and its thread pointer; the number of the one that is running. */
extern const char *agxrace_found_what;
extern const void *agxrace_found_pc;
extern uintptr_t agxrace_thread_self;
extern uintptr_t agxrace_thread_stack[THREADS_MAX];
extern uintptr_t agxrace_thread_pointer[THREADS_MAX];
void agxrace_found(void);

const char *agxrace_found_what;
const void *agxrace_found_pc;
uintptr_t agxrace_thread_self;
uintptr_t agxrace_thread_stack[THREADS_MAX];
uintptr_t agxrace_thread_pointer[THREADS_MAX];

/* The breakpoint. */
__attribute__((noinline)) void agxrace_found(void)
{
	__asm__ volatile("" ::: "memory");
}

void debugger_stop(const char *what, uint32_t site)
{
	struct explorer_stack stack;

	call_stack_of(site, &stack);
	agxrace_found_what = what;
	agxrace_found_pc = stack.count > 0 ? stack.pcs[0] : NULL;
	agxrace_thread_self = current;
	for (unsigned t = 0; t < THREADS_MAX; t++) {
		bool lives = t < thread_count && threads[t].exists && !threads[t].finished;

		agxrace_thread_stack[t] = lives ? (uintptr_t)runners[t].fiber.stack_pointer : 0;
		agxrace_thread_pointer[t] = runners[t].fiber.thread_pointer;
	}
	agxrace_found();
}
