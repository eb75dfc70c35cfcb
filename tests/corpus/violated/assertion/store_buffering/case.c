/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/store_buffering/case.c"
