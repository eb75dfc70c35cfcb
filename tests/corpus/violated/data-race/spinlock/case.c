/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/spinlock/case.c"
