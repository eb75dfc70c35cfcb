/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/mean_of_what_is_left/case.c"
