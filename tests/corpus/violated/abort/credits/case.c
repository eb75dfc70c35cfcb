/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/credits/case.c"
