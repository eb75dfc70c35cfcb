/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/everything_joined/case.c"
