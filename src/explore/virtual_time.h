/* SPDX-License-Identifier: MIT */
/* Each thread has a clock of its own (libc_time.c). */
#ifndef AGX_EXPLORE_VIRTUAL_TIME_H
#define AGX_EXPLORE_VIRTUAL_TIME_H

#include <time.h>

/* The current thread has waited in vain: its clock shows UNTIL or later. */
void time_pass_until(const struct timespec *until, const void *pc);

#endif
