/* SPDX-License-Identifier: MIT */
#include "explore/crash.h"

#include "explore/call_stack.h"
#include "explore/explorer_internal.h"
#include "explore/memory_map.h"
#include "explore/runtime_internal.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <ucontext.h>

enum { HANDLER_STACK_BYTES = 1 << 17, NULL_PAGE_BYTES = 1 << 16 };

static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
enum { SIGNAL_COUNT = sizeof signals / sizeof *signals };
static struct sigaction before[SIGNAL_COUNT];
static stack_t stack_before;
static struct sigaction tick_before;
static const void *blamed;
static bool blamed_write;

void crash_blame(const void *pc, bool write)
{
	blamed = pc;
	blamed_write = write;
}

static const void *fault_pc(const ucontext_t *context)
{
#if defined(__x86_64__)
	return (const void *)context->uc_mcontext.gregs[REG_RIP];
#else
	return (const void *)context->uc_mcontext.pc;
#endif
}

#if defined(__x86_64__)
static bool fault_wrote(const ucontext_t *context)
{
	return (context->uc_mcontext.gregs[REG_ERR] & 2) != 0; /* W/R bit of a page fault's error code */
}
#else
/* The exception's syndrome is a record among those that follow the registers; bit 6 says write (WnR). */
static bool fault_wrote(const ucontext_t *context)
{
	const unsigned char *record = (const unsigned char *)context->uc_mcontext.__reserved;

	for (;;) {
		uint32_t head[2];
		uint64_t syndrome;

		memcpy(head, record, sizeof head);
		if (head[0] == 0 || head[1] == 0)
			return false;
		if (head[0] == 0x45535201) { /* ESR_MAGIC */
			memcpy(&syndrome, record + 8, sizeof syndrome);
			return (syndrome & 64) != 0;
		}
		record += head[1];
	}
}
#endif

/* A general protection fault tells no address: x86-64 raises it for those that no pointer can have. */
static bool address_known(int number, const siginfo_t *info)
{
	return (number == SIGSEGV || number == SIGBUS) && info->si_code > 0 && info->si_code != SI_KERNEL;
}

static enum finding_kind classify(int number, uintptr_t address, bool known)
{
	if (number == SIGFPE)
		return FINDING_ARITHMETIC;
	if (number == SIGILL || number == SIGTRAP)
		return FINDING_ILLEGAL;
	if (known && address < NULL_PAGE_BYTES)
		return FINDING_NULL;
	if (known && in_stacks(address) &&
	    (address - STACKS_BASE) % STACK_BYTES_EACH < FIBER_GUARD_BYTES)
		return FINDING_STACK_OVERFLOW;
	return FINDING_WILD;
}

static _Noreturn void report_fault(int number, uintptr_t address, bool known, bool write, uint32_t site)
{
	struct finding_report report = {
		.kind = classify(number, address, known),
		.address = address,
		.has_address = known,
		.access = number == SIGSEGV || number == SIGBUS ? (write ? "write" : "read") : NULL,
		.other = -1,
		.site = site,
	};

	switch (report.kind) {
	case FINDING_NULL:
		finding(&report, "%s of NULL + 0x%lx", report.access, (unsigned long)address);
	case FINDING_STACK_OVERFLOW:
		finding(&report, "thread %u has used up its stack of %u KiB", current,
			(unsigned)((STACK_BYTES_EACH - FIBER_GUARD_BYTES) / 1024));
	case FINDING_WILD:
		if (known)
			finding(&report, "%s of 0x%lx, where there is no memory for it", report.access,
				(unsigned long)address);
		finding(&report, "%s through a pointer that no address can be", report.access);
	case FINDING_ARITHMETIC:
		finding(&report, "arithmetic fault, such as a division by zero");
	default:
		finding(&report, "illegal instruction or trap");
	}
}

static void on_fault(int number, siginfo_t *info, void *opaque)
{
	const ucontext_t *context = opaque;
	const void *pc = blamed;
	bool write = pc != NULL ? blamed_write : fault_wrote(context);
	bool known = address_known(number, info);

	if (!running) { /* ours: let it kill the process where it happened */
		signal(number, SIG_DFL);
		return;
	}
	blamed = NULL;
	report_fault(number, known ? (uintptr_t)info->si_addr : 0, known, write,
		     pc != NULL ? call_stack_site(pc) : call_stack_site_exact(fault_pc(context)));
}

/* Once a second of CPU time: is the same thread still between the same two operations? */
static void on_tick(int number, siginfo_t *info, void *opaque)
{
	static uint64_t operations_before;
	static uint32_t generation_before;
	static int idle_ticks;

	(void)number;
	(void)info;
	if (!running || operations_before != runtime_operations || generation_before != generation)
		idle_ticks = 0;
	operations_before = runtime_operations;
	generation_before = generation;
	if (running && ++idle_ticks > ENDLESS_SECONDS)
		unsupported("a thread computes for seconds without an operation that others see: an endless loop?",
			    call_stack_site_exact(fault_pc(opaque)));
}

static bool watch(bool on)
{
	struct sigaction action = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTART};
	struct itimerval every = {{on, 0}, {on, 0}};

	sigemptyset(&action.sa_mask);
	if (!on)
		return setitimer(ITIMER_PROF, &every, NULL) == 0 && sigaction(SIGPROF, &tick_before, NULL) == 0;
	return sigaction(SIGPROF, &action, &tick_before) == 0 && setitimer(ITIMER_PROF, &every, NULL) == 0;
}

const char *crash_install(void)
{
	static char *memory;
	struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
	stack_t stack = {.ss_size = HANDLER_STACK_BYTES};

	if (memory == NULL)
		memory = memory_table(HANDLER_STACK_BYTES);
	stack.ss_sp = memory;
	sigemptyset(&action.sa_mask);
	if (memory == NULL || sigaltstack(&stack, &stack_before) != 0)
		return "no stack for the handler of faults";
	for (int i = 0; i < SIGNAL_COUNT; i++)
		if (sigaction(signals[i], &action, &before[i]) != 0)
			return "cannot handle faults";
	return watch(true) ? NULL : "cannot watch for endless loops";
}

void crash_release(void)
{
	(void)watch(false); /* it was possible before */
	for (int i = 0; i < SIGNAL_COUNT; i++)
		(void)sigaction(signals[i], &before[i], NULL); /* they were accepted before */
	(void)sigaltstack(&stack_before, NULL); /* likewise */
}
