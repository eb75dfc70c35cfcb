/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/barrier_made_first/case.c"
