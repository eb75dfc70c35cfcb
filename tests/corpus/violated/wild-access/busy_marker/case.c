/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/busy_marker/case.c"
