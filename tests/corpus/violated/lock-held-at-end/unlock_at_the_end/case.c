/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/unlock_at_the_end/case.c"
