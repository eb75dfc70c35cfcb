/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/chase_lev_publication/case.c"
