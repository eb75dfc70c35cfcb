/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/not_used_after_destroy/case.c"
