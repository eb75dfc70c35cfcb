/* SPDX-License-Identifier: MIT */
/* Run a program under every execution that an engine explores. The program's objects were compiled with
 * -fsanitize=thread, their names redirected (explore/redefined.h, cmake/explore.cmake), and linked with
 * agxrace_explore.
 *
 *	static int program(void *arg) { ... pthread_create ... return 0; }     // in an instrumented object
 *
 *	struct explorer_options options = {.engine = &engine_dpor, .search = {.model = MEMORY_SC}};
 *	struct explorer_result result;
 *	const char *problem = explorer_run(&options, program, NULL, &result);  // NULL: done
 *	assert(problem == NULL && result.outcomes[OUTCOME_COMPLETE] == 6);
 *	explorer_result_release(&result);
 *
 * Each execution starts from the globals, the TLS image and the empty heap that were there when explorer_run() was
 * called. Thread safety: none; call from one thread, not from a program under exploration. It takes over SIGSEGV, SIGBUS,
 * SIGFPE, SIGILL and SIGTRAP until it returns. */
#ifndef AGX_EXPLORE_EXPLORER_H
#define AGX_EXPLORE_EXPLORER_H

#include "explore/engine.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	EXPLORER_STACK_MAX = 24,
	EXPLORER_STEPS_MAX = 2000,
	EXPLORER_FINDINGS_MAX = 64,
	EXPLORER_NOTES_MAX = 64,
	EXPLORER_EVENTS_DEFAULT = 4096,
};

struct explorer_stack {
	unsigned count;
	const void *pcs[EXPLORER_STACK_MAX]; /* innermost first; return addresses, the first of a crash is exact */
	bool exact;                          /* pcs[0] is the instruction itself, not the one after it */
};

struct explorer_finding {
	char kind[32];
	char message[256];
	unsigned thread;
	int other; /* thread; -1: none */
	uint32_t other_epoch; /* of its access; 0: not known */
	bool unordered; /* wrong because OTHER's access does not happen before it */
	bool has_gap;
	struct engine_gap gap; /* why OTHER's access is not ordered before it, if that is what is wrong */
	int other_step;       /* OTHER's last one before its access; -1: none, or not known */
	bool has_address;
	uintptr_t address;
	struct memory_place place; /* of ADDRESS */
	const char *access;       /* "" if none; static */
	const char *other_access;
	struct explorer_stack stack;
	struct explorer_stack other_stack;
	struct engine_step *steps;
	size_t step_count;
	bool steps_clipped;
	char *replay;   /* "" if it cannot be repeated */
	uint64_t times; /* executions that ended with this kind at this place */
	bool promoted;  /* a race whose location was made atomic to see what it leads to (explore_races) */
};

enum explorer_stop {
	STOP_NONE,
	STOP_FINDINGS,
	STOP_EXECUTIONS,
	STOP_TIME,
	STOP_INTERRUPTED,
	STOP_LOST, /* a process died, and its part of the search with it (divided_search.h) */
};

/* What was not covered, or is odd. */
struct explorer_note {
	char kind[32];
	char text[256];
	const void *pc; /* NULL: none */
};

struct explorer_progress {
	uint64_t executions;
	double done; /* share; negative: unknown */
	double seconds;   /* since this process was started: EXECUTIONS may be of a longer search */
	uint64_t pending; /* known and not yet begun; 0: none, or unknown */
};

struct explorer_options {
	const struct engine *engine;
	struct engine_options search; /* events_max 0: EXPLORER_EVENTS_DEFAULT; preemptions_max 0 means 0 */
	uint64_t executions_max;      /* 0: no bound */
	double seconds_max;           /* 0: no bound */
	unsigned findings_max;        /* stop after so many different ones; 0: go on to the end */
	bool no_races;
	bool no_spin_loops;
	bool spurious_wakeups;
	bool weak_cas_fails;
	bool malloc_fails;
	bool volatile_atomic;
	bool explore_races; /* a racing location becomes a relaxed atomic, and the search begins again: counts of the
			     * result are those of the last search, findings those of all */
	bool leaks;
	bool any_exit_status;
	const volatile sig_atomic_t *stop; /* not 0: end early; may be NULL */
	void (*on_progress)(void *context, const struct explorer_progress *progress); /* about once a second */
	/* After each execution, before the engine moves on; for tests that compare executions. */
	void (*on_execution)(void *context, enum outcome outcome);
	void *context;
};

struct explorer_result {
	uint64_t outcomes[OUTCOME_COUNT];
	uint64_t operations;
	unsigned threads; /* most in one execution, main included */
	enum explorer_stop stop;
	uint64_t handed_over; /* items that went from one process to another (divided_search.h) */
	struct explorer_finding *findings;
	size_t finding_count;
	bool findings_clipped; /* there were more different ones than EXPLORER_FINDINGS_MAX */
	struct explorer_note notes[EXPLORER_NOTES_MAX];
	size_t note_count;
};

/* Returns NULL, or why it could not be done (static or until the next call). *RET_RESULT is valid in the first case only,
 * to be released by the caller. */
const char *explorer_run(const struct explorer_options *options, int (*program)(void *), void *argument,
			 struct explorer_result *ret_result);

void explorer_result_release(struct explorer_result *result);

#endif
