/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/free_the_start/case.c"
