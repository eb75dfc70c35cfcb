/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../inconclusive/test_and_set_lock/case.c"
