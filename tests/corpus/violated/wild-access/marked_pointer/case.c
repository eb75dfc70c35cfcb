/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/marked_pointer/case.c"
