/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/condition_in_a_loop/case.c"
