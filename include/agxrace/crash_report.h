/* SPDX-License-Identifier: MIT */
/* One crash, whatever wrote it: a reader of Apple's formats, or our own capture. Fields that a report
 * does not hold are NULL, 0 with their has_ flag clear, or an array of length 0; nothing is invented.
 *
 * Ownership: every pointer is into the report's own memory and dies with crash_report_release().
 * Thread safety: immutable once made. */
#ifndef AGXRACE_CRASH_REPORT_H
#define AGXRACE_CRASH_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum crash_access { CRASH_ACCESS_UNKNOWN, CRASH_ACCESS_READ, CRASH_ACCESS_WRITE, CRASH_ACCESS_EXECUTE };

struct crash_frame {
	uint64_t address;      /* absolute; 0 if only the image offset is known */
	uint64_t image_offset; /* from the image's base */
	int32_t image;         /* index in images; -1: none */
	const char *image_name; /* as printed in the frame's line; NULL if only the index is known */
	const char *symbol;    /* NULL: not symbolicated */
	uint64_t symbol_offset;
	const char *source_file;
	uint32_t source_line;
	bool is_inline;
};

struct crash_register {
	const char *name; /* "x0", "rax", "far", "cr2" */
	uint64_t value;
	const char *symbol; /* what the report says it points at; NULL if nothing */
};

struct crash_thread {
	uint64_t number; /* position in the report, from 0 */
	uint64_t id;     /* the system's id; 0 if not told */
	const char *name;
	const char *queue;  /* dispatch queue, or our stream */
	bool triggered;     /* the thread that crashed */
	const struct crash_frame *frames; /* innermost first */
	size_t frame_count;
	const char *state_flavor; /* "ARM_THREAD_STATE64", "x86_THREAD_STATE" */
	const struct crash_register *registers;
	size_t register_count;
	const char *operation; /* API call the thread was in; only our own capture knows it */
	const char *object;    /* "encoder 7" */
};

struct crash_image {
	const char *name;
	const char *uuid;
	const char *path;
	const char *arch;
	const char *identifier;
	const char *version;
	uint64_t base;
	uint64_t size; /* 0 if not told */
	const char *source; /* "P", "S", "A" of .ips; NULL */
};

struct crash_text { /* one line of application-specific information and where it came from */
	const char *source;
	const char *text;
};

struct crash_report {
	const char *format; /* "ips", "legacy", "panic", "fragment", "text", "agxrace" */
	const char *bug_type;
	const char *incident;
	const char *process;
	const char *process_path;
	const char *bundle;
	const char *app_version;
	uint64_t pid;
	const char *capture_time;
	const char *launch_time;
	const char *os_version; /* "macOS 15.6.1 (24G90)" */
	const char *model;
	const char *cpu_type;
	const char *role_or_note;
	bool translated;

	const char *exception_type; /* "EXC_BAD_ACCESS" */
	const char *exception_codes;
	const char *exception_subtype;
	const char *signal; /* "SIGSEGV" */
	bool has_fault_address;
	uint64_t fault_address;
	enum crash_access access;
	const char *termination_namespace;
	const char *termination_code;
	const char *termination_indicator;
	const struct crash_text *termination_reasons;
	size_t termination_reason_count;
	const struct crash_text *asi; /* application-specific information, panic text, abort message */
	size_t asi_count;

	int64_t faulting_thread; /* index in threads; -1 if not told */
	const struct crash_thread *threads;
	size_t thread_count;
	bool threads_cut; /* threads may be lacking, so that the absence of one proves nothing */
	const struct crash_frame *exception_backtrace; /* lastExceptionBacktrace */
	size_t exception_backtrace_count;
	const struct crash_image *images;
	size_t image_count;

	/* Of our own capture only; the others leave these empty. */
	const char *end;  /* "crashed", "aborted", "hung" */
	const char *site; /* driver function of the fault: "prepareForEnqueue" */
	bool jittered;    /* the run's threads yielded at marked points, which widens its races */
	const struct crash_text *run; /* configuration of the run: source "policy", text "none" */
	size_t run_count;

	const struct crash_text *missing; /* what the input should have held and did not */
	size_t missing_count;

	void *memory; /* the arena that owns all of the above */
};

/* "unknown", "read", "write", "execute" */
const char *crash_access_name(enum crash_access access);

/* Free everything the report holds; it is all zero again. */
void crash_report_release(struct crash_report *report);

#endif
