/* SPDX-License-Identifier: MIT */
/* macOS; untested. Source of the error code's bits: Intel 64 and IA-32 Architectures SDM, volume 3A, section 4.7. */
#include "crash/async_internal.h"

#include "agxrace/crash_report.h"

#include <stddef.h>
#include <sys/ucontext.h>

#include "crash/async_banned.h"

enum {
	TRAP_PAGE_FAULT = 14,
	ERROR_WRITE = 1 << 1,
	ERROR_FETCH = 1 << 4,
};

const char crash_register_flavor[] = "x86_THREAD_STATE";
const char *const crash_register_names[] = {
	"rax", "rbx", "rcx", "rdx", "rdi", "rsi", "rbp", "rsp",    "r8",  "r9",   "r10",
	"r11", "r12", "r13", "r14", "r15", "rip", "rflags", "trap", "err", "cr2",
};
const uint32_t crash_register_count = sizeof crash_register_names / sizeof crash_register_names[0];

void crash_async_registers(struct crash_snapshot *snapshot, const siginfo_t *info,
			   const void *context)
{
	const ucontext_t *c = context;
	const _STRUCT_X86_THREAD_STATE64 *s = &c->uc_mcontext->__ss;
	const _STRUCT_X86_EXCEPTION_STATE64 *e = &c->uc_mcontext->__es;
	const uint64_t values[] = {
		s->__rax, s->__rbx, s->__rcx, s->__rdx, s->__rdi, s->__rsi, s->__rbp,
		s->__rsp, s->__r8,  s->__r9,  s->__r10, s->__r11, s->__r12, s->__r13,
		s->__r14, s->__r15, s->__rip, s->__rflags, e->__trapno, e->__err, e->__faultvaddr,
	};
	bool page_fault = e->__trapno == TRAP_PAGE_FAULT;
	uint32_t count = crash_register_count;

	if (info->si_code <= 0)
		count -= 3;
	else if (!page_fault)
		count -= 1;
	for (uint32_t i = 0; i < count; i++)
		snapshot->registers[i] = values[i];
	snapshot->register_count = count;
	snapshot->pc = s->__rip;
	if (info->si_code <= 0 || !page_fault)
		return;
	snapshot->has_fault_address = true;
	snapshot->fault_address = e->__faultvaddr;
	if ((e->__err & ERROR_FETCH) != 0)
		snapshot->access = CRASH_ACCESS_EXECUTE;
	else
		snapshot->access = (e->__err & ERROR_WRITE) != 0 ? CRASH_ACCESS_WRITE
								 : CRASH_ACCESS_READ;
}

void crash_async_context_frame(const void *context, uint64_t *ret_pc, uint64_t *ret_frame_pointer)
{
	const ucontext_t *c = context;

	*ret_pc = c->uc_mcontext->__ss.__rip;
	*ret_frame_pointer = c->uc_mcontext->__ss.__rbp;
}

void crash_async_context_return(void *context)
{
	ucontext_t *c = context;
	const uint64_t *top = (const uint64_t *)(uintptr_t)c->uc_mcontext->__ss.__rsp;

	c->uc_mcontext->__ss.__rip = *top;
	c->uc_mcontext->__ss.__rsp = (uint64_t)(uintptr_t)(top + 1);
}
