/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/chase_lev_deque/case.c"
