/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/ordinary_libc/case.c"
