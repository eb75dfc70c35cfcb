/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/read_write_lock/case.c"
