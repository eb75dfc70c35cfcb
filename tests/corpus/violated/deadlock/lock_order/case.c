/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/lock_order/case.c"
