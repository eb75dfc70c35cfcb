/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/recycled_nodes/case.c"
