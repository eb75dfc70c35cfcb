/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/everything_freed/case.c"
