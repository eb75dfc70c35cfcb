/* SPDX-License-Identifier: MIT */
/* From C files to a run of them under the explorer: compile with the hooks of -fsanitize=thread, redirect the names of
 * libc and pthreads in the user's objects, link with the runtime (libagxrace_explore.a) instead of libtsan, run the
 * program in a child process, read what it reports (docs/formats/explore-result.md).
 *
 *	struct subject *subject;
 *	struct subject_result *result;
 *	if (subject_build(&build, &subject, &err) == AGX_OK) {
 *		if (subject_run(subject, &run, &result, &err) == AGX_OK)
 *			verdict = subject_verdict(result, why, sizeof why);
 *		subject_result_free(result);
 *	}
 *	subject_free(subject);
 *
 * Thread safety: none; one owner. Children are waited for before a function returns; agx_stop_requested() ends a run
 * early with a result that says so. */
#ifndef AGX_SUBJECT_SUBJECT_H
#define AGX_SUBJECT_SUBJECT_H

#include "agxrace/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct subject; /* a program that can be explored, and the scratch folder that it lives in */

struct subject_build_options {
	const char *const *sources; /* .c files; .o and .a are linked as they are (instrumented or not) */
	size_t source_count;
	const char *const *flags; /* for the compiler, after ours; those that begin with -l, -L or -Wl, also for
				   * the linker */
	size_t flag_count;
	const char *compiler; /* NULL: $AGXRACE_CC, else "cc" */
	bool strict;          /* -O0 instead of -O1: the optimiser removes dead racy reads */
	bool volatile_accesses; /* make volatile accesses known to the runtime (run option VOLATILE_ATOMIC) */
	const char *library;  /* the runtime library; NULL: $AGXRACE_EXPLORE_LIBRARY, else the build tree, else where
			       * it is installed */
	const char *output;   /* keep the program here; NULL: in the scratch folder */
};

/* Is PATH, by its name, one that subject_build() takes? */
bool subject_takes(const char *path);

/* Compile, redirect and link. Returns AGX_OK; AGX_BAD_INPUT when a file is missing, does not compile, does not link,
 * or has link-time code only (-flto): the compiler's own messages are in *RET_LOG (may be NULL; freed by the caller,
 * NULL when there are none); AGX_UNSUPPORTED when no compiler or objcopy is found; AGX_IO, AGX_NO_MEMORY. On failure
 * the scratch folder is gone. */
AGX_MUST_USE enum agx_status subject_build(const struct subject_build_options *options, struct subject **ret_subject,
					   char **ret_log, struct agx_error *err);

/* A program that was built so before (agxrace explore ./prog). AGX_BAD_INPUT if it has no runtime in it. */
AGX_MUST_USE enum agx_status subject_open(const char *program, struct subject **ret_subject, struct agx_error *err);

/* Work as a compiler driver: ARGUMENTS as cc gets them (without its name); compiles and/or links so that the result is
 * a program for subject_open(). *RET_STATUS is the exit status to end with; the compiler has written its messages. */
AGX_MUST_USE enum agx_status subject_cc(const char *const *arguments, size_t count, int *ret_status,
					struct agx_error *err);

/* The program's path. Valid as long as SUBJECT. */
const char *subject_program(const struct subject *subject);

/* Remove the scratch folder (unless SUBJECT was opened) and free. NULL is fine. */
void subject_free(struct subject *subject);

struct subject_progress {
	uint64_t executions; /* of the whole search, that before a checkpoint included */
	uint64_t pending;    /* graphs known and not yet run; 0: unknown */
	double done;         /* share of the search, an estimate; negative: unknown */
	double seconds;      /* of this run */
};

struct subject_run_options {
	const char *engine; /* "graph", "dpor"; NULL: "graph" */
	const char *model;  /* "rc11", "sc", "tso"; NULL: "rc11" for graph, "sc" for dpor */
	unsigned events_max; /* of one execution; 0: the default, 4096 */
	uint64_t executions_max; /* 0: no bound. Reached: stopped, "executions" */
	double seconds_max;  /* of wall time; 0: no bound. Reached: stopped, "time" */
	unsigned findings_max; /* stop after so many different ones; 0: 1 */
	const char *strategy; /* NULL: exhaustive; "random", "pct" */
	uint64_t runs_max;   /* of a strategy */
	uint64_t seed;
	unsigned preemptions_max; /* only if PREEMPTIONS_BOUNDED */
	bool preemptions_bounded;
	const char *replay;  /* exactly this execution */
	bool explore_races;  /* promote a racing location to relaxed accesses, search again */
	bool no_races;       /* do not look for data races */
	bool no_spin_loops;  /* do not cut loops that only repeat */
	bool no_lock_revisits; /* graph: plain instead of in-place revisits of locks */
	bool spurious_wakeups;
	bool weak_cas_fails;
	bool malloc_fails;
	bool volatile_atomic; /* volatile accesses are relaxed atomics */
	bool leaks;          /* memory and threads that are left behind are findings */
	bool any_exit_status; /* main may return or exit with another status than 0 */
	bool output;         /* the program's own standard output and error are passed on (else dropped) */
	unsigned jobs;       /* processes, at most 64; 0: 1. Of the engine graph only */
	/* Go on from this file if it is there, and keep it up to date until the search has ended; NULL. Of the engine graph
	 * only. AGX_BAD_INPUT when it is damaged, or of another search. */
	const char *checkpoint;
	const char *const *arguments; /* of main, after argv[0] */
	size_t argument_count;
	/* Called about once a second; may be NULL. */
	void (*on_progress)(void *context, const struct subject_progress *progress);
	void *context;
};

struct subject_frame {
	char *function; /* never NULL; "?" */
	char *file;     /* "" if unknown */
	unsigned line;  /* 0 if unknown */
	uint64_t pc;
};

struct subject_stack {
	struct subject_frame *frames; /* innermost first */
	size_t count;
};

/* Where an address lies that is no variable's. */
struct subject_place {
	uint64_t block; /* heap block, where it starts; 0: none */
	uint64_t block_bytes;
	struct subject_stack allocation; /* innermost frame only, or nothing */
	int stack_of; /* thread; -1 */
};

/* Why something does not happen before a step: step READ reads from step WRITE, which it happens before, and the two do not
 * synchronise; or no value that the thread has got leads back to it. */
struct subject_gap {
	int write; /* -1: none */
	int read;
	bool releases; /* WRITE does its part */
	bool acquires; /* READ does */
};

/* One step of the execution of a finding, in the order in which it happened. */
struct subject_step {
	unsigned thread;
	char *kind;      /* "read", "write", "update", "fence", "create", ... (OPERATION_KIND_MAP) */
	char *call;      /* what the program called: "atomic_load", "pthread_mutex_lock", ... */
	char *order;     /* "relaxed", ..., "seq_cst"; "" where there is none */
	uint64_t address; /* 0 if none */
	char *variable;  /* "slots+8", from the symbol table; "block(queue.c:21)+16", of the heap; "local of thread 1"; "" if
			  * unknown */
	unsigned size;
	bool has_read;   /* READ is the value that it read */
	bool has_written; /* WRITTEN is the value that it wrote */
	uint64_t read;
	uint64_t written;
	int target;      /* thread of create and join; -1 */
	int reads_from;  /* step that wrote the value; -1: the initial value, or not a read */
	int newest;      /* step with the newest value at that moment; differs from READS_FROM for a weak read; -1 */
	bool waiting;    /* never happened: the thread was still waiting in it at the end */
	bool aside;      /* does not lead to the finding */
	/* A weak step is unaware of the write at NEWEST: a read of an older value, or a write that comes before it in
	 * modification order though it was made later. It may be, since the newest write does not happen before it. */
	bool weak;
	struct subject_gap gap;
	struct subject_stack stack; /* innermost frame only, if no more is known */
	struct subject_place place;
};

struct subject_finding {
	char *kind;     /* a word of explore/finding.h: "data-race", "null-dereference", "deadlock", ... */
	char *message;  /* one sentence */
	unsigned thread; /* who did it */
	int other;      /* the other thread of a race, of a use after free the one that freed; -1 */
	bool has_gap;
	struct subject_gap gap; /* why OTHER's access is not ordered before it */
	int other_step; /* OTHER's last step before its access; -1: none, or not known */
	bool has_address;
	uint64_t address;
	char *variable; /* as in a step */
	struct subject_place place;
	char *access;   /* "read", "write", "atomic read", "atomic write", "free", ...; "" */
	char *other_access;
	char *replay;   /* for subject_run_options.replay; "" if it cannot be repeated */
	uint64_t times; /* in how many executions */
	struct subject_stack stack;
	struct subject_stack other_stack;
	struct subject_step *steps;
	size_t step_count;
	bool steps_clipped;
};

struct subject_note { /* what was not covered, or is odd: a word for programs, a sentence for people */
	char *kind;     /* "no-threads", "one-execution", "uninstrumented", "bound", "unsupported", "promoted",
			 * "early-allocation", "volatile", "stopped", ... */
	char *text;
	uint64_t pc;
	char *file;     /* of an unsupported call; "" */
	unsigned line;
};

struct subject_result {
	char *engine;
	char *memory_model;
	uint64_t executions; /* complete ones, those with a finding included */
	uint64_t complete;
	uint64_t blocked;
	uint64_t deadlocked;
	uint64_t found;      /* executions that ended in a finding */
	uint64_t redundant;
	uint64_t bounded;
	uint64_t unsupported;
	uint64_t nondeterministic;
	uint64_t operations; /* visible ones, of all executions */
	unsigned threads;    /* most in one execution, main included */
	uint64_t handed_over; /* graphs that one process of the search gave another */
	char *stopped;       /* "": the search ended by itself; else why: "findings", "executions", "time",
			      * "interrupted", "runs", "lost" (a process of the search died) */
	bool exhaustive;     /* not a strategy, no bound on preemptions, not a replay */
	double cpu_seconds;  /* of all processes, after the start; those before a checkpoint included */
	struct subject_finding *findings;
	size_t finding_count;
	struct subject_note *notes;
	size_t note_count;
	/* The child died without a result; SIGNAL or EXIT_STATUS says how. Then subject_run() returns AGX_FAILED. */
};

/* Run SUBJECT to the end of its search. Returns AGX_OK with the result, whatever was found; AGX_USAGE for a replay
 * string, engine or model that the program's runtime refuses; AGX_FAILED when the program died outside the explorer's
 * control (its message in ERR), AGX_IO, AGX_NO_MEMORY. An interrupted run is AGX_OK with STOPPED "interrupted". */
AGX_MUST_USE enum agx_status subject_run(const struct subject *subject, const struct subject_run_options *options,
					 struct subject_result **ret_result, struct agx_error *err);

/* gdb on SUBJECT as it repeats OPTIONS->replay, stopped at the finding, with our standard input and output; waits for
 * its end. Returns AGX_OK, AGX_UNSUPPORTED if there is no gdb, AGX_IO or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status subject_debug(const struct subject *subject, const struct subject_run_options *options,
					   struct agx_error *err);

/* Violated if anything was found; holds if the search was exhaustive and ended by itself and nothing was bounded or
 * unsupported; else inconclusive. WHY (BYTES long) gets the reason for the latter two, clipped. */
enum agx_verdict subject_verdict(const struct subject_result *result, char *why, size_t bytes);

void subject_result_free(struct subject_result *result);

#endif
