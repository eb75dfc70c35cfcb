/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/mcs_lock/case.c"
