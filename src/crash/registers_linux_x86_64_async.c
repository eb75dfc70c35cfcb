/* SPDX-License-Identifier: MIT */
/* Source of the error code's bits: Intel 64 and IA-32 Architectures SDM, volume 3A, section 4.7. */
#include "crash/async_internal.h"

#include "agxrace/crash_report.h"

#include <stddef.h>
#include <ucontext.h>

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
static const int greg_index[] = {
	REG_RAX, REG_RBX, REG_RCX, REG_RDX, REG_RDI, REG_RSI, REG_RBP,
	REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13,
	REG_R14, REG_R15, REG_RIP, REG_EFL, REG_TRAPNO, REG_ERR, REG_CR2,
};
#define REGISTERS (sizeof greg_index / sizeof greg_index[0])
const uint32_t crash_register_count = REGISTERS;
_Static_assert(sizeof crash_register_names / sizeof crash_register_names[0] == REGISTERS,
	       "a name for each register");
_Static_assert(REGISTERS <= SNAPSHOT_REGISTERS_MAX, "room for the registers");

void crash_async_registers(struct crash_snapshot *snapshot, const siginfo_t *info,
			   const void *context)
{
	const ucontext_t *c = context;
	uint64_t error = (uint64_t)c->uc_mcontext.gregs[REG_ERR];
	bool page_fault = c->uc_mcontext.gregs[REG_TRAPNO] == TRAP_PAGE_FAULT;
	uint32_t count = crash_register_count;

	/* trap and err are of the thread's last trap, cr2 of its last page fault: left out where
	 * that is not what the signal tells about, as for a signal that somebody sent. */
	if (info->si_code <= 0)
		count -= 3;
	else if (!page_fault)
		count -= 1;
	for (uint32_t i = 0; i < count; i++)
		snapshot->registers[i] = (uint64_t)c->uc_mcontext.gregs[greg_index[i]];
	snapshot->register_count = count;
	snapshot->pc = (uint64_t)c->uc_mcontext.gregs[REG_RIP];
	if (info->si_code <= 0 || !page_fault)
		return; /* A non-canonical address, too: the processor does not tell which. */
	snapshot->has_fault_address = true;
	snapshot->fault_address = (uint64_t)c->uc_mcontext.gregs[REG_CR2];
	if ((error & ERROR_FETCH) != 0)
		snapshot->access = CRASH_ACCESS_EXECUTE;
	else
		snapshot->access = (error & ERROR_WRITE) != 0 ? CRASH_ACCESS_WRITE
							      : CRASH_ACCESS_READ;
}

void crash_async_context_frame(const void *context, uint64_t *ret_pc, uint64_t *ret_frame_pointer)
{
	const ucontext_t *c = context;

	*ret_pc = (uint64_t)c->uc_mcontext.gregs[REG_RIP];
	*ret_frame_pointer = (uint64_t)c->uc_mcontext.gregs[REG_RBP];
}

void crash_async_context_return(void *context)
{
	ucontext_t *c = context;
	const greg_t *top = (const greg_t *)(uintptr_t)c->uc_mcontext.gregs[REG_RSP];

	c->uc_mcontext.gregs[REG_RIP] = *top;
	c->uc_mcontext.gregs[REG_RSP] = (greg_t)(uintptr_t)(top + 1);
}
