/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/wait_with_the_lock/case.c"
