/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/dekker_fences/case.c"
