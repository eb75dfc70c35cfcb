/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/recursion/case.c"
