/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/same_before_others/case.c"
