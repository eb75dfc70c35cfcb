/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/compare_exchange_lock/case.c"
