/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/timed_wait/case.c"
