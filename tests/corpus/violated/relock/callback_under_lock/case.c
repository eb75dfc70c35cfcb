/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/callback_under_lock/case.c"
