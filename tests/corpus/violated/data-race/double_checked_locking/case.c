/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/double_checked_locking/case.c"
