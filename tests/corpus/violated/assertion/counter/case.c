/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/counter/case.c"
