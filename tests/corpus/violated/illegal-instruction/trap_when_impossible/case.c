/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/trap_when_impossible/case.c"
