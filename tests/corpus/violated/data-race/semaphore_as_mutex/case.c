/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/semaphore_as_mutex/case.c"
