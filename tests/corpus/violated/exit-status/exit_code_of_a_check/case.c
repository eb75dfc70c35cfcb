/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/exit_code_of_a_check/case.c"
