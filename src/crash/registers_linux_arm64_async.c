/* SPDX-License-Identifier: MIT */
/* Source of ESR's fields: Arm Architecture Reference Manual for A-profile, ESR_EL1. */
#include "crash/async_internal.h"

#include "agxrace/crash_report.h"

#include <asm/sigcontext.h>
#include <stddef.h>
#include <ucontext.h>

#include "crash/async_banned.h"

enum {
	ESR_CLASS_SHIFT = 26,
	CLASS_FETCH_LOWER = 0x20, /* instruction abort from a lower exception level */
	CLASS_DATA_LOWER = 0x24,  /* data abort from a lower exception level */
	ESR_WRITE = 1 << 6,       /* of a data abort: WnR */
	GENERAL = 29,             /* x0 to x28; x29 is fp */
};

const char crash_register_flavor[] = "ARM_THREAD_STATE64";
const char *const crash_register_names[] = {
	"x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",  "x7",  "x8",   "x9",  "x10", "x11",
	"x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20",  "x21", "x22", "x23",
	"x24", "x25", "x26", "x27", "x28", "fp",  "lr",  "sp",  "pc",   "cpsr", "far", "esr",
};
#define REGISTERS (sizeof crash_register_names / sizeof crash_register_names[0])
const uint32_t crash_register_count = REGISTERS;
_Static_assert(REGISTERS == GENERAL + 7, "fp lr sp pc cpsr far esr follow the general ones");
_Static_assert(REGISTERS <= SNAPSHOT_REGISTERS_MAX, "room for the registers");

/* The kernel appends records to the context, ESR's only after an abort; false if it is not there. */
static bool find_esr(const ucontext_t *c, uint64_t *ret_esr)
{
	const unsigned char *at = c->uc_mcontext.__reserved;
	const unsigned char *end = at + sizeof c->uc_mcontext.__reserved;

	while ((size_t)(end - at) >= sizeof(struct esr_context)) {
		const struct _aarch64_ctx *head = (const void *)at;

		if (head->magic == ESR_MAGIC) {
			*ret_esr = ((const struct esr_context *)(const void *)at)->esr;
			return true;
		}
		if (head->magic == 0 || head->size < sizeof *head ||
		    head->size > (size_t)(end - at))
			return false;
		at += head->size;
	}
	return false;
}

void crash_async_registers(struct crash_snapshot *snapshot, const siginfo_t *info,
			   const void *context)
{
	const ucontext_t *c = context;
	uint64_t *r = snapshot->registers;
	uint64_t esr = 0;
	uint64_t class;

	for (uint32_t i = 0; i < GENERAL + 2; i++)
		r[i] = c->uc_mcontext.regs[i];
	r[GENERAL + 2] = c->uc_mcontext.sp;
	r[GENERAL + 3] = c->uc_mcontext.pc;
	r[GENERAL + 4] = c->uc_mcontext.pstate;
	snapshot->register_count = GENERAL + 5;
	snapshot->pc = c->uc_mcontext.pc;
	if (info->si_code <= 0)
		return;
	if (!find_esr(c, &esr)) { /* An emulator may know the address only. */
		snapshot->has_fault_address = snapshot->signal == SIGSEGV;
		snapshot->fault_address = (uint64_t)(uintptr_t)info->si_addr;
		return;
	}
	r[GENERAL + 5] = c->uc_mcontext.fault_address;
	r[GENERAL + 6] = esr;
	snapshot->register_count = crash_register_count;
	class = esr >> ESR_CLASS_SHIFT & 0x3f;
	if (class >> 1 != CLASS_FETCH_LOWER >> 1 && class >> 1 != CLASS_DATA_LOWER >> 1)
		return;
	snapshot->has_fault_address = true;
	snapshot->fault_address = c->uc_mcontext.fault_address;
	if (class >> 1 == CLASS_FETCH_LOWER >> 1)
		snapshot->access = CRASH_ACCESS_EXECUTE;
	else
		snapshot->access = (esr & ESR_WRITE) != 0 ? CRASH_ACCESS_WRITE : CRASH_ACCESS_READ;
}

void crash_async_context_frame(const void *context, uint64_t *ret_pc, uint64_t *ret_frame_pointer)
{
	const ucontext_t *c = context;

	*ret_pc = c->uc_mcontext.pc;
	*ret_frame_pointer = c->uc_mcontext.regs[GENERAL];
}

void crash_async_context_return(void *context)
{
	ucontext_t *c = context;

	c->uc_mcontext.pc = c->uc_mcontext.regs[30];
}
