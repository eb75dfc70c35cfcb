/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/two_writes_twice/case.c"
