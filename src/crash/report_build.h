/* SPDX-License-Identifier: MIT */
/* Arrays of a report that grow while it is read. A thread's frames and registers are one run of the report's;
 * build_finish() turns the runs into pointers.
 *
 * Lack of memory sets `no_memory` and turns later calls into no-ops that return NULL; the reader asks once, at the end. What is more
 * than the limits of base/limits.h allow sets `full` and is left out; build_finish() tells it as missing.
 * Thread safety: none; one owner. */
#ifndef AGX_CRASH_REPORT_BUILD_H
#define AGX_CRASH_REPORT_BUILD_H

#include "agxrace/crash_report.h"
#include "base/arena.h"

struct build_run {
	size_t first_frame;
	size_t frames;
	size_t first_register;
	size_t registers;
};

struct build_list {
	void *items;
	size_t count;
	size_t capacity;
};

struct report_build {
	struct agx_arena *arena;
	struct crash_report *report;
	struct build_list threads; /* struct crash_thread */
	struct build_list runs;    /* struct build_run, beside threads */
	struct build_list frames;
	struct build_list registers;
	struct build_list images;
	struct build_list asi;
	struct build_list reasons;
	struct build_list missing;
	struct build_list backtrace; /* of the exception */
	bool no_memory;
	bool full;
};

/* A new zeroed item at the end; valid until the next item of its kind. NULL on lack of memory or at the limit. */
struct crash_thread *build_thread(struct report_build *build);
struct crash_image *build_image(struct report_build *build);
struct crash_frame *build_backtrace_frame(struct report_build *build);
/* Of the newest thread, of which there is one. */
struct crash_frame *build_frame(struct report_build *build);
struct crash_register *build_register(struct report_build *build);
/* Registers of thread INDEX, all of them in one go, after that thread's frames. */
struct crash_register *build_register_of(struct report_build *build, size_t index);

/* SOURCE and TEXT live as long as the report; NULL TEXT is ignored. */
void build_asi(struct report_build *build, const char *source, const char *text);
void build_reason(struct report_build *build, const char *source, const char *text);
void build_missing(struct report_build *build, const char *source, const char *text);

/* A formatted text of the report's; NULL on lack of memory. */
const char *build_text(struct report_build *build, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

size_t build_frame_count(const struct report_build *build);

/* Hang the arrays into the report. */
void build_finish(struct report_build *build);

/* What several formats write alike. */

/* "EXC_BAD_ACCESS (SIGSEGV)" and "SIGSEGV". */
void build_exception_type(struct report_build *build, const char *text);

/* Address of "KERN_INVALID_ADDRESS at 0x…[ -> 0x…]" or "SEGV_MAPERR at 0x8"; false if TEXT has none or a
 * zero-padded one that is cut short. */
bool build_address_in(const char *text, uint64_t *ret_address);

/* What esr ("0x92000046 (Data Abort) byte write …") or an x86 page fault's error code says about the access. */
enum crash_access build_access_arm(uint64_t esr);
enum crash_access build_access_x86(uint64_t trap, uint64_t error);

/* Fill the fault address and access from the faulting thread's registers where the header told neither. */
void build_fault_from_registers(struct crash_report *report);

#endif
