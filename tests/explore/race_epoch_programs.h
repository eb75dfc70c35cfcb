/* SPDX-License-Identifier: MIT */
/* A program of three threads that do what a table says, and one for what else an epoch lets the hooks skip. */
#ifndef AGX_TESTS_RACE_EPOCH_PROGRAMS_H
#define AGX_TESTS_RACE_EPOCH_PROGRAMS_H

enum { RACE_THREADS = 3, RACE_STEPS = 5 };

enum race_step_kind {
	RACE_READ,  /* plain */
	RACE_WRITE, /* plain */
	RACE_LOAD,
	RACE_STORE,
	RACE_ADD,
	RACE_FENCE,
	RACE_LOCKED_WRITE, /* plain, of a variable of its own, under a mutex */
	RACE_STEP_KINDS,
};

struct race_step {
	enum race_step_kind kind;
	int place; /* 0 or 1 */
	int order; /* memory_order */
	int if_seen; /* the thread goes on only if its last load saw a store */
};

extern struct race_step race_steps[RACE_THREADS][RACE_STEPS];

int race_program(void *argument);

/* main reads a local variable of a thread while that lives, and again after it has joined it. In between it releases
 * nothing. */
int reads_of_a_stack(void *argument);

#endif
