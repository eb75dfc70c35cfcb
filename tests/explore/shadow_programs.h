/* SPDX-License-Identifier: MIT */
/* A random program of plain accesses of all sizes to a few bytes, and atomic ones of four, under a mutex now and then, and a log of what it did in
 * an execution, kept outside the program: what the shadow is told access by access, a plain list of all accesses can
 * judge afterwards. */
#ifndef AGX_TESTS_SHADOW_PROGRAMS_H
#define AGX_TESTS_SHADOW_PROGRAMS_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SHADOW_THREADS_MAX = 4, /* with main, which makes accesses before and after the others */
	SHADOW_STEPS_MAX = 10,
	SHADOW_BYTES = 16,
	SHADOW_LOG_MAX = 4 * SHADOW_STEPS_MAX + 8,
};

enum shadow_do {
	SHADOW_READ,
	SHADOW_WRITE,
	SHADOW_ATOMIC_READ, /* relaxed */
	SHADOW_ATOMIC_WRITE,
	SHADOW_LOCK,
	SHADOW_UNLOCK,
	SHADOW_CREATE,
	SHADOW_JOIN,
};

struct shadow_step {
	uint8_t kind;  /* enum shadow_do; of READ and WRITE: */
	uint8_t at;    /* first byte; of CREATE and JOIN: thread */
	uint8_t bytes; /* 1, 2, 4 or 8, or a copy of any number */
	bool copy;     /* by memcpy, else one access: */
	bool second;   /* not the first of its function, so that, where an epoch begins, the call stack is known */
};

struct shadow_thread {
	unsigned count;
	struct shadow_step steps[SHADOW_STEPS_MAX];
};

struct shadow_program {
	unsigned thread_count;
	bool on_heap; /* the bytes are a block of main's, else a global */
	struct shadow_thread threads[SHADOW_THREADS_MAX];
	unsigned main_split; /* main makes so many of its steps before it creates the others */
	/* Out: what was done, in this order. An access is logged before it is made. */
	struct {
		uint8_t thread;
		struct shadow_step step;
	} log[SHADOW_LOG_MAX];
	unsigned log_count;
};

/* The main() of ARGUMENT, a struct shadow_program. */
int shadow_run(void *argument);

#endif
