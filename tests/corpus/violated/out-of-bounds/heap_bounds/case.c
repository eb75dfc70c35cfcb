/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/heap_bounds/case.c"
