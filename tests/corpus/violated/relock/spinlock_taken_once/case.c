/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/spinlock_taken_once/case.c"
