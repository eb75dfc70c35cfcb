/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/timed_lock/case.c"
