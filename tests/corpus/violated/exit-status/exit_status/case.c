/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/exit_status/case.c"
