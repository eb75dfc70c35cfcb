/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/clh_lock/case.c"
