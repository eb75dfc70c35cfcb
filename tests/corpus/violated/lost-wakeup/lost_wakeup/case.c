/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/lost_wakeup/case.c"
