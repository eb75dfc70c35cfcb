/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/end_of_a_zeroed_block/case.c"
