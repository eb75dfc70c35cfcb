/* SPDX-License-Identifier: MIT */
/* The parts of crash capture that run inside a signal handler. Everything named crash_async_* may be
 * called there: no allocation, no stdio, no lock, bounded work. Such functions live in files ending
 * _async.c, which include crash/async_banned.h last and are compiled without sanitizers;
 * tools/check-async compares what their objects call with a list.
 *
 * One file of each kind is built: *_linux*, *_macos* by system, *_x86_64*, *_arm64* by processor,
 * unwind_libunwind* or unwind_plain* by what is installed. */
#ifndef AGX_CRASH_ASYNC_INTERNAL_H
#define AGX_CRASH_ASYNC_INTERNAL_H

#include "crash/snapshot_internal.h"

#include <signal.h>

/* The registers that the processor's file knows, in snapshot order, and Apple's name for the set. */
extern const char *const crash_register_names[];
extern const uint32_t crash_register_count;
extern const char crash_register_flavor[];

/* Copy the registers of CONTEXT to SNAPSHOT, with pc, and find out fault address and access of the
 * signal INFO tells about. Needs nothing but the two structures. */
void crash_async_registers(struct crash_snapshot *snapshot, const siginfo_t *info,
			   const void *context);

/* After a jump to nowhere: change CONTEXT to what it will be when that function has returned, so that
 * its caller's frames can be found. */
void crash_async_context_return(void *context);

/* The frame that CONTEXT is in. */
void crash_async_context_frame(const void *context, uint64_t *ret_pc, uint64_t *ret_frame_pointer);

/* Append the frames of CONTEXT, innermost first, to SLOT. */
void crash_async_unwind(void *context, struct snapshot_thread *slot);

/* The same by the chain of frame pointers, which all of our code keeps, and libc does not. It may read
 * where nothing is: a fault in it is to be expected. */
void crash_async_walk(const void *context, struct snapshot_thread *slot);

/* Append one frame; false when there is no room for more. */
bool crash_async_frame(struct snapshot_thread *slot, uint64_t address);

/* What the system provides. The stop signal's number is chosen by crash_stop_signal(). */
int64_t crash_async_thread_id(void);
uint64_t crash_async_now_ms(void);
void crash_async_pause_ms(uint64_t ms);
/* Send SIGALRM to this process after MS. */
void crash_async_watchdog(uint64_t ms);
/* Call VISIT for the id of each thread of this process, this one included. */
void crash_async_each_thread(void (*visit)(int64_t id));
bool crash_async_signal_thread(int64_t id, int signal_number);
/* Whether thread ID blocks SIGNAL_NUMBER, as far as the system tells. */
bool crash_async_thread_blocks(int64_t id, int signal_number);
void crash_async_wake(int fd);
/* End the process by SIGNAL_NUMBER's default action, without a core file. */
void crash_async_die(int signal_number);
/* Stay where we are until the process ends. */
_Noreturn void crash_async_park(void);

/* The handlers. */
void crash_async_on_fault(int signal_number, siginfo_t *info, void *context);
void crash_async_on_stop(int signal_number, siginfo_t *info, void *context);
void crash_async_on_alarm(int signal_number, siginfo_t *info, void *context);

/* Where the handlers write, how they wake the parent, who that is. Set before they are installed. */
struct crash_async_setup {
	struct crash_snapshot *snapshot;
	int wake_fd; /* -1: none */
	int stop_signal;
	int64_t parent; /* only this process may ask for the stacks of a hung child */
	uint32_t fault_in_stages; /* for tests: fault at the start of these stages (bits); << 16: hang there */
};
extern struct crash_async_setup crash_async_setup;

/* Outside handlers: what the system needs before one can run. */
void crash_unwind_prepare(void);
int crash_stop_signal(void);
/* Install HANDLER for SIGNAL_NUMBER on the alternate stack, past any sanitizer's own bookkeeping, which
 * would hold a stop signal back. STOP_SIGNAL is blocked while it runs. */
bool crash_install_handler(int signal_number, int stop_signal,
			   void (*handler)(int, siginfo_t *, void *));

#endif
