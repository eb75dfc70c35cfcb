/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/recursive_mutex/case.c"
