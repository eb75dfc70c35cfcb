/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/once/case.c"
