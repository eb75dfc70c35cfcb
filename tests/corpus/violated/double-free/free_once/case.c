/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/free_once/case.c"
