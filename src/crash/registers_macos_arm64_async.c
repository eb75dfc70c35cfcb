/* SPDX-License-Identifier: MIT */
/* macOS; untested. Source of ESR's fields: Arm Architecture Reference Manual for A-profile, ESR_EL1. */
#include "crash/async_internal.h"

#include "agxrace/crash_report.h"

#include <mach/arm/thread_status.h>
#include <stddef.h>
#include <sys/ucontext.h>

#include "crash/async_banned.h"

enum {
	ESR_CLASS_SHIFT = 26,
	CLASS_FETCH_LOWER = 0x20, /* instruction abort from a lower exception level */
	CLASS_DATA_LOWER = 0x24,  /* data abort from a lower exception level */
	ESR_WRITE = 1 << 6,       /* of a data abort: WnR */
	GENERAL = 29,             /* x0 to x28 */
};

const char crash_register_flavor[] = "ARM_THREAD_STATE64";
const char *const crash_register_names[] = {
	"x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",  "x7",  "x8",   "x9",  "x10", "x11",
	"x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20",  "x21", "x22", "x23",
	"x24", "x25", "x26", "x27", "x28", "fp",  "lr",  "sp",  "pc",   "cpsr", "far", "esr",
};
const uint32_t crash_register_count = sizeof crash_register_names / sizeof crash_register_names[0];

void crash_async_registers(struct crash_snapshot *snapshot, const siginfo_t *info,
			   const void *context)
{
	const ucontext_t *c = context;
	const _STRUCT_ARM_THREAD_STATE64 *s = &c->uc_mcontext->__ss;
	const _STRUCT_ARM_EXCEPTION_STATE64 *e = &c->uc_mcontext->__es;
	uint64_t *r = snapshot->registers;
	uint32_t class = e->__esr >> ESR_CLASS_SHIFT & 0x3f;

	for (uint32_t i = 0; i < GENERAL; i++)
		r[i] = s->__x[i];
	r[GENERAL] = (uint64_t)__darwin_arm_thread_state64_get_fp(*s);
	r[GENERAL + 1] = (uint64_t)__darwin_arm_thread_state64_get_lr(*s);
	r[GENERAL + 2] = (uint64_t)__darwin_arm_thread_state64_get_sp(*s);
	r[GENERAL + 3] = (uint64_t)__darwin_arm_thread_state64_get_pc(*s);
	r[GENERAL + 4] = s->__cpsr;
	snapshot->pc = r[GENERAL + 3];
	snapshot->register_count = GENERAL + 5;
	if (info->si_code <= 0)
		return;
	r[GENERAL + 5] = e->__far;
	r[GENERAL + 6] = e->__esr;
	snapshot->register_count = crash_register_count;
	if (class >> 1 != CLASS_FETCH_LOWER >> 1 && class >> 1 != CLASS_DATA_LOWER >> 1)
		return;
	snapshot->has_fault_address = true;
	snapshot->fault_address = e->__far;
	if (class >> 1 == CLASS_FETCH_LOWER >> 1)
		snapshot->access = CRASH_ACCESS_EXECUTE;
	else
		snapshot->access = (e->__esr & ESR_WRITE) != 0 ? CRASH_ACCESS_WRITE
							       : CRASH_ACCESS_READ;
}

void crash_async_context_frame(const void *context, uint64_t *ret_pc, uint64_t *ret_frame_pointer)
{
	const ucontext_t *c = context;

	*ret_pc = (uint64_t)__darwin_arm_thread_state64_get_pc(c->uc_mcontext->__ss);
	*ret_frame_pointer = (uint64_t)__darwin_arm_thread_state64_get_fp(c->uc_mcontext->__ss);
}

void crash_async_context_return(void *context)
{
	ucontext_t *c = context;

	__darwin_arm_thread_state64_set_pc_fptr(
		c->uc_mcontext->__ss, __darwin_arm_thread_state64_get_lr_fptr(c->uc_mcontext->__ss));
}
