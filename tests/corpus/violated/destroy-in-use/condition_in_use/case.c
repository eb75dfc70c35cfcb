/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/condition_in_use/case.c"
