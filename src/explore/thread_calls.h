/* SPDX-License-Identifier: MIT */
/* Threads and thread-specific storage, for the calls of pthreads and of C11 alike. */
#ifndef AGX_EXPLORE_THREAD_CALLS_H
#define AGX_EXPLORE_THREAD_CALLS_H

#include <stdbool.h>

/* The id of a new thread that has begun. */
unsigned thread_begin(void *(*start)(void *), void *argument, bool detached, const void *pc);
/* The id of a handle that may be joined or detached; anything else is a finding. */
unsigned thread_joinable(unsigned long handle, const void *pc);
/* Join: its result. */
void *thread_end_wait(unsigned id, const void *pc);
_Noreturn void thread_exit(void *result);

/* An errno value. */
int key_create(unsigned *ret_key, void (*destructor)(void *), const void *pc);
int key_delete(unsigned key, const void *pc);
int key_set(unsigned key, const void *value);
void *key_get(unsigned key);
/* At a thread's end. */
void keys_destroy(void);

/* The program calls WHAT before main, or in an object whose names were not redirected: ends the process with a
 * report that this is not supported. */
_Noreturn void early_call(const char *what);

#endif
