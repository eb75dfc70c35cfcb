/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/write_after_creation/case.c"
