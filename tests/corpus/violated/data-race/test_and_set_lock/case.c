/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/test_and_set_lock/case.c"
