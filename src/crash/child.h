/* SPDX-License-Identifier: MIT */
/* Run a function in a child process and learn how it ended: by itself, by a crash (with every thread's
 * stack, registers of the faulting thread, and what each thread was doing), by an abort, or not at all.
 *
 * The child is a fork without exec, so its addresses mean the same in the parent, which names them.
 * Thread safety: call from a single-threaded process; several children may run at once. */
#ifndef AGX_CRASH_CHILD_H
#define AGX_CRASH_CHILD_H

#include "agxrace/crash_report.h"
#include "agxrace/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum child_end {
	CHILD_DONE,    /* the body returned */
	CHILD_CRASHED, /* SIGSEGV, SIGBUS, SIGILL, SIGFPE or SIGTRAP */
	CHILD_ABORTED, /* SIGABRT: a Metal assertion, most likely; the text is in the outcome */
	CHILD_HUNG,    /* killed at its timeout */
	CHILD_KILLED,  /* killed by somebody else */
	CHILD_EXITED,  /* ended by an exit status of its own before, or although, the body returned: exit(),
			* or a sanitizer that found something */
};

struct child_spec {
	/* Runs in the child; its result is copied to the outcome. RESULT is memory of RESULT_BYTES shared with the
	 * parent, zeroed before; what the body wrote there can be read whatever the end. */
	int (*body)(void *context, void *result);
	void *context;
	size_t result_bytes;
	uint64_t timeout_ms; /* 0: none; enforced by whoever waits for the child */
	unsigned fault_in_stages; /* for tests of the signal handler: fault at the start of these of its stages
				   * (bits 1 << enum snapshot_stage; << 16 more: hang there); 0 else */
};

struct child_outcome {
	enum child_end end;
	int body_result; /* CHILD_DONE only */
	int exit_status; /* CHILD_EXITED only */
	int signal;      /* of a crash, abort or kill; 0 else */
	bool has_fault_address;
	uint64_t fault_address;
	enum crash_access access;
	char site[64];      /* innermost named function of ours: "prepareForEnqueue"; "" if unknown */
	char operation[64]; /* API call the faulting thread was in; "" if none */
	char thread[32];    /* its name */
	char message[256];  /* text of an assertion, or the last line that an aborted or exited child wrote to standard
			     * error; "" if none */
	bool captured;      /* child_report() has something to tell */
	uint64_t wall_ns;
};

struct child; /* a running or ended child */

/* Fork and start SPEC's body, in a process group of its own that dies with this process (on Linux), with nothing to
 * read on standard input; what it writes to standard output is dropped, to standard error kept for the message
 * (its first 64 KiB; under a sanitizer it is ours, since that is where it reports). Returns AGX_OK, AGX_FAILED (no process) or AGX_NO_MEMORY. The caller frees
 * *RET_CHILD with child_free(), which kills it if it still runs. */
AGX_MUST_USE enum agx_status child_start(const struct child_spec *spec, struct child **ret_child,
					 struct agx_error *err);

/* Wait until CHILD has ended (its timeout included) or WAIT_MS have passed (UINT64_MAX: no bound).
 * Returns true when it has ended; its outcome is then fixed. */
bool child_wait(struct child *child, uint64_t wait_ms);

/* The same for the first that ends of COUNT children, at most AGX_JOBS_MAX: its index, or COUNT when none has. A child
 * that reaches its timeout is asked for its threads' stacks before it is killed, which can take 2 seconds more. */
size_t child_wait_any(struct child *const *children, size_t count, uint64_t wait_ms);

/* Of an ended child. Valid until child_free(). */
const struct child_outcome *child_outcome(const struct child *child);
const void *child_result(const struct child *child);

/* Build the full report of an ended child that crashed, aborted or hung: all threads, registers of this machine,
 * images, symbols. Returns AGX_OK or AGX_NO_MEMORY, or AGX_FAILED when nothing was captured. The caller releases it. */
AGX_MUST_USE enum agx_status child_report(const struct child *child, struct crash_report *ret_report,
					  struct agx_error *err);

void child_free(struct child *child);

/* "done", "crashed", "aborted", "hung", "killed", "exited" */
const char *child_end_name(enum child_end end);

#endif
