/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/average/case.c"
