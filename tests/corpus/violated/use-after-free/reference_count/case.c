/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/reference_count/case.c"
