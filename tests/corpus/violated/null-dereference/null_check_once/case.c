/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/null_check_once/case.c"
