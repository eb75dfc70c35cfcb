/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/wait_with_lock/case.c"
